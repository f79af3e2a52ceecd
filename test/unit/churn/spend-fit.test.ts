import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calculateExpectedValue, type SpendRow } from '../../../lambdas/churn/gamma-gamma.ts';
import { calculateSpendLikelihood, spendGroupsOf } from '../../../lambdas/churn/gamma-gamma-likelihood.ts';
import { fitSpend, type SpendFit } from '../../../lambdas/churn/spend-fit.ts';
import { calibrate, findCdnow, readCdnow } from './cdnow.ts';
import { createRandom, simulateSpend } from './simulated.ts';

/** Of CDNOW in dollars; Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value. */
const CDNOW = { p: 6.25, q: 3.74, gamma: 15.44 };

function fitted(rows: readonly SpendRow[]): SpendFit {
  const fit = fitSpend(rows);
  if (!fit.ok) throw new Error(JSON.stringify(fit.refusal));
  return fit.value;
}

const file = findCdnow();
describe.skipIf(file === undefined)('on the repeat purchases of CDNOW to 30 September 1997', () => {
  const rows = (): SpendRow[] =>
    calibrate(file === undefined ? new Map() : readCdnow(file), '19970930', '19980630', 7).map(({ spend }) => ({
      ...spend,
      weight: 1,
    }));

  test('the parameters are those of the note', () => {
    const { parameters, logLikelihood, members } = fitted(rows());
    expect(members).toBe(946);
    expect(Math.abs(parameters.p - 6.25)).toBeLessThan(0.02);
    expect(Math.abs(parameters.q - 3.74)).toBeLessThan(0.02);
    expect(Math.abs(parameters.gamma - 15.44)).toBeLessThan(0.02);
    // The log-likelihood is in the tests of the R package CLVTools, which compare with the note.
    expect(logLikelihood).toBeCloseTo(-4055.9177, 3);
  });

  // The first customers of the sample, as the quickstart of the Python package lifetimes prints them.
  test.each([
    { transactions: 2, meanValue: 22.35, expected: 24.66 },
    { transactions: 1, meanValue: 11.77, expected: 18.91 },
    { transactions: 0, meanValue: 0, expected: 35.17 },
    { transactions: 7, meanValue: 73.74, expected: 71.46 },
    { transactions: 2, meanValue: 25.55, expected: 27.28 },
  ])('$transactions repeats of $meanValue dollars make $expected dollars likely', ({ expected, ...spend }) => {
    expect(calculateExpectedValue(fitted(rows()).parameters, spend)).toBeCloseTo(expected, 2);
  });

  test('in cents the same is found as in dollars', () => {
    const [dollars, cents] = [rows(), rows().map((row) => ({ ...row, meanValue: row.meanValue * 100 }))].map(fitted);
    expect((cents?.parameters.gamma ?? 0) / 100).toBeCloseTo(dollars?.parameters.gamma ?? 0, 4);
    expect(cents?.parameters.q).toBeCloseTo(dollars?.parameters.q ?? 0, 5);
  });
});

test('a member without a repeat is expected to spend what all do, one with many what they did', () => {
  const mean = (CDNOW.p * CDNOW.gamma) / (CDNOW.q - 1);
  expect(mean).toBeCloseTo(35.22, 2);
  expect(calculateExpectedValue(CDNOW, { transactions: 0, meanValue: Number.NaN })).toBeCloseTo(mean, 10);
  expect(calculateExpectedValue(CDNOW, { transactions: 10_000, meanValue: 100 })).toBeCloseTo(100, 1);
  const values = fc.double({ min: 0.01, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 500 }), (meanValue, transactions) => {
      const expected = calculateExpectedValue(CDNOW, { transactions, meanValue });
      expect(expected).toBeGreaterThanOrEqual(Math.min(mean, meanValue) * (1 - 1e-12));
      expect(expected).toBeLessThanOrEqual(Math.max(mean, meanValue) * (1 + 1e-12));
    }),
  );
});

test('members of the world that the model describes are told from what they spend, and spend next what is expected', () => {
  const random = createRandom(2013);
  const members = Array.from({ length: 30_000 }, (_, n) => simulateSpend(CDNOW, 1 + (n % 8), random));
  const { parameters, logLikelihood } = fitted(members);
  for (const name of ['p', 'q', 'gamma'] as const)
    expect(Math.abs(parameters[name] / CDNOW[name] - 1)).toBeLessThan(0.1);
  // Twice the rise above the truth is chi-squared with three degrees of freedom: above 16.3 once in a thousand.
  const truth = calculateSpendLikelihood(CDNOW, spendGroupsOf(members)).value;
  expect(logLikelihood).toBeGreaterThan(truth);
  expect(2 * (logLikelihood - truth)).toBeLessThan(16.3);
  const ordered = members.toSorted((one, other) => one.meanValue - other.meanValue);
  for (const own of [ordered.slice(0, 10_000), ordered.slice(10_000, 20_000), ordered.slice(20_000)]) {
    const mean = (of: (row: (typeof own)[number]) => number) =>
      own.reduce((sum, each) => sum + of(each), 0) / own.length;
    const next = mean((row) => row.next);
    const deviation = Math.sqrt(mean((row) => (row.next - next) ** 2) / own.length);
    expect(Math.abs(next - mean((row) => calculateExpectedValue(CDNOW, row)))).toBeLessThan(3.5 * deviation);
  }
});

test('the slopes of the likelihood are those of its values', () => {
  const parameter = fc.double({ min: 0.2, max: 20, noNaN: true });
  const rows = fc.record({
    transactions: fc.integer({ min: 1, max: 900 }),
    meanValue: fc.double({ min: 0.1, max: 1_000, noNaN: true }),
    weight: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(fc.record({ p: parameter, q: parameter, gamma: parameter }), rows, (at, row) => {
      const groups = spendGroupsOf([row]);
      const { gradient } = calculateSpendLikelihood(at, groups);
      (['p', 'q', 'gamma'] as const).forEach((name, i) => {
        const step = 1e-5 * at[name];
        const up = calculateSpendLikelihood({ ...at, [name]: at[name] + step }, groups).value;
        const down = calculateSpendLikelihood({ ...at, [name]: at[name] - step }, groups).value;
        const slope = (up - down) / (2 * step);
        expect(Math.abs((gradient[i] ?? 0) - slope)).toBeLessThan(1e-3 * Math.max(1, Math.abs(slope)));
      });
    }),
    { seed: 12 },
  );
});

test('rows of equal members say what the members say one by one', () => {
  const random = createRandom(5);
  const some = Array.from({ length: 500 }, (_, n) => simulateSpend(CDNOW, 1 + (n % 5), random));
  const weighted = fitted(some.map((row) => ({ ...row, weight: 2 }))).parameters;
  const oneByOne = fitted([...some, ...some]).parameters;
  expect(weighted.p).toBeCloseTo(oneByOne.p, 6);
  expect(weighted.q).toBeCloseTo(oneByOne.q, 6);
});

test('members who spent nothing are left out, and too few others are refused', () => {
  const few = Array.from({ length: 99 }, (_, n): SpendRow => ({ transactions: 2, meanValue: n + 1, weight: 1 }));
  const never: SpendRow = { transactions: 0, meanValue: Number.NaN, weight: 5_000 };
  const free: SpendRow = { transactions: 1, meanValue: 0, weight: 5_000 };
  expect(fitSpend([...few, never, free])).toEqual({
    ok: false,
    refusal: { code: 'TOO_LITTLE_DATA', missing: 'repeat buyers', expected: 100, given: 99 },
  });
  const random = createRandom(3);
  const many = Array.from({ length: 500 }, () => simulateSpend(CDNOW, 3, random));
  expect(fitted([...many, never, free])).toEqual(fitted(many));
});

test.each<SpendRow>([
  { transactions: 1, meanValue: -1, weight: 1 },
  { transactions: 1.5, meanValue: 1, weight: 1 },
  { transactions: 1, meanValue: Number.NaN, weight: 1 },
  { transactions: 1, meanValue: 1, weight: 0 },
])('$transactions transactions of $meanValue by $weight members are refused', (row) => {
  expect(fitSpend([row])).toEqual({ ok: false, refusal: { code: 'IMPOSSIBLE_ROW', row } });
});

test('a shop where everything costs the same is refused: how members differ can not be told', () => {
  const same = [1, 2, 3].map((transactions): SpendRow => ({ transactions, meanValue: 20, weight: 200 }));
  expect(fitSpend(same)).toMatchObject({ ok: false, refusal: { code: 'AT_BOUNDARY' } });
});
