import { expect, test } from 'vitest';
import { fitLikelihood, type LikelihoodProblem } from '../../../lambdas/churn/likelihood-fit.ts';

/** Of a rate, from so many purchases in so much time: its maximum is at their ratio. */
const poisson = (purchases: number, time: number): LikelihoodProblem<'rate'> => ({
  names: ['rate'],
  ranges: { rate: [0.01, 100] },
  starts: [{ rate: 50 }, { rate: 1 }],
  likelihood: ({ rate }) => ({
    value: purchases * Math.log(rate) - rate * time,
    gradient: [purchases / rate - time],
  }),
  members: 10,
});

test('the likeliest parameter is found, with the likelihood of all members', () => {
  const fit = fitLikelihood(poisson(30, 20));
  if (!fit.ok) throw new Error(JSON.stringify(fit.refusal));
  expect(fit.value.parameters.rate).toBeCloseTo(1.5, 8);
  expect(fit.value.logLikelihood).toBeCloseTo(30 * Math.log(1.5) - 30, 8);
  // Of a little more time, the maximum is at a rate a little lower.
  const rise = 30 * Math.log(1 / 1.01) - 30 + 30 * 1.01;
  expect(fit.value.riseOf(poisson(30, 20.2).likelihood) / rise).toBeCloseTo(1, 1);
});

test.each([
  { purchases: 0, time: 20, bound: 0.01 },
  { purchases: 30, time: 0, bound: 100 },
])('a parameter that runs into its bound of $bound is refused', ({ purchases, time, bound }) => {
  const refusal = { code: 'AT_BOUNDARY', parameter: 'rate', bound };
  expect(fitLikelihood(poisson(purchases, time))).toMatchObject({ ok: false, refusal });
});

test('a likelihood whose slope never ends is refused as not converged, and so is one that can not be computed', () => {
  const kinked: LikelihoodProblem<'rate'> = {
    ...poisson(30, 20),
    likelihood: ({ rate }) => ({ value: -Math.abs(rate - 3), gradient: [Math.sign(3.1 - rate)] }),
  };
  expect(fitLikelihood(kinked)).toMatchObject({ ok: false, refusal: { code: 'NOT_CONVERGED' } });
  const nowhere: LikelihoodProblem<'rate'> = {
    ...poisson(30, 20),
    likelihood: () => ({ value: Number.NaN, gradient: [Number.NaN] }),
  };
  expect(fitLikelihood(nowhere)).toMatchObject({ ok: false, refusal: { code: 'NOT_CONVERGED', iterations: 0 } });
});
