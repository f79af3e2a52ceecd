import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BgNbdParameters, calculateProbabilityAlive } from '../../../lambdas/churn/bg-nbd.ts';
import { calculateLogLikelihood, columnsOf } from '../../../lambdas/churn/bg-nbd-likelihood.ts';
import type { PurchaseHistory } from '../../../lambdas/churn/purchase-history.ts';

/**
 * The likelihood as the model is told, without a Gamma function: the mean over rates and dropouts of the likelihood of a
 * member who has them, by the midpoint rule. Shapes above 1, so that there is nothing to integrate up to infinity.
 */
function integrate({ r, alpha, a, b }: BgNbdParameters, { frequency: x, recency, age }: PurchaseHistory): number {
  const points = 1_500;
  const rateMax = 60 / alpha;
  let [sum, weights] = [0, 0];
  for (let i = 0; i < points; i += 1) {
    const rate = (rateMax * (i + 0.5)) / points;
    for (let j = 0; j < points; j += 1) {
      const p = (j + 0.5) / points;
      const weight = rate ** (r - 1) * Math.exp(-alpha * rate) * p ** (a - 1) * (1 - p) ** (b - 1);
      const stayed = (1 - p) ** x * rate ** x * Math.exp(-rate * age);
      const left = x === 0 ? 0 : p * (1 - p) ** (x - 1) * rate ** x * Math.exp(-rate * recency);
      weights += weight;
      sum += weight * (stayed + left);
    }
  }
  return Math.log(sum / weights);
}

test.each([
  { frequency: 0, recency: 0, age: 9 },
  { frequency: 1, recency: 2, age: 9 },
  { frequency: 3, recency: 8.5, age: 9 },
  { frequency: 12, recency: 4, age: 30 },
])('the likelihood of $frequency repeats, the last after $recency of $age, is the mean over members', (history) => {
  const parameters = { r: 2.5, alpha: 4, a: 2.2, b: 3.5 };
  const { value } = calculateLogLikelihood(parameters, columnsOf([{ ...history, weight: 1 }]));
  expect(value).toBeCloseTo(integrate(parameters, history), 3);
});

test('the slopes of the likelihood are those of its values, for any frequency', () => {
  const parameter = fc.double({ min: 0.1, max: 10, noNaN: true });
  const histories = fc
    .record({ frequency: fc.nat({ max: 2_000 }), age: fc.integer({ min: 1, max: 999 }), share: fc.nat({ max: 100 }) })
    .map(({ frequency, age, share }) => ({ frequency, recency: (age * share) / 100, age, weight: 3 }));
  fc.assert(
    fc.property(fc.record({ r: parameter, alpha: parameter, a: parameter, b: parameter }), histories, (at, row) => {
      const columns = columnsOf([row]);
      const { gradient } = calculateLogLikelihood(at, columns);
      (['r', 'alpha', 'a', 'b'] as const).forEach((name, i) => {
        const step = 1e-5 * at[name];
        const up = calculateLogLikelihood({ ...at, [name]: at[name] + step }, columns).value;
        const down = calculateLogLikelihood({ ...at, [name]: at[name] - step }, columns).value;
        const slope = (up - down) / (2 * step);
        expect(Math.abs((gradient[i] ?? 0) - slope)).toBeLessThan(1e-3 * Math.max(1, Math.abs(slope)));
      });
    }),
    { seed: 11 },
  );
});

test('a member who bought thousands of times has a likelihood, and is not given up for a short silence', () => {
  const columns = columnsOf([{ frequency: 9_000, recency: 990, age: 1_000, weight: 1 }]);
  const { value, gradient } = calculateLogLikelihood({ r: 0.2, alpha: 4, a: 0.8, b: 2.4 }, columns);
  expect([value, ...gradient].every(Number.isFinite)).toBe(true);
  const history = { frequency: 9_000, recency: 999.5, age: 1_000 };
  expect(calculateProbabilityAlive({ r: 0.2, alpha: 4, a: 0.8, b: 2.4 }, history)).toBeGreaterThan(0.9);
});
