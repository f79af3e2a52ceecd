import { describe, expect, test } from 'vitest';
import {
  type BgNbdParameters,
  calculateExpectedPurchases,
  calculateExpectedRepeats,
} from '../../../lambdas/churn/bg-nbd.ts';
import { calculateLogLikelihood, columnsOf } from '../../../lambdas/churn/bg-nbd-likelihood.ts';
import { type FitSettings, fitPurchases, type PurchaseFit } from '../../../lambdas/churn/purchase-fit.ts';
import type { PurchaseRow } from '../../../lambdas/churn/purchase-history.ts';
import { calibrate, findCdnow, readCdnow } from './cdnow.ts';
import { simulateShop } from './simulated.ts';

const WEEKS = { weekLength: 1 };
const DAYS = { weekLength: 7 };

function fitted(rows: readonly PurchaseRow[], settings: FitSettings = WEEKS): PurchaseFit {
  const fit = fitPurchases(rows, settings);
  if (!fit.ok) throw new Error(JSON.stringify(fit.refusal));
  return fit.value;
}

const file = findCdnow();
describe.skipIf(file === undefined)('on CDNOW, calibrated to 30 September 1997', () => {
  const rowsIn = (unitDays: number): PurchaseRow[] =>
    calibrate(file === undefined ? new Map() : readCdnow(file), '19970930', '19980630', unitDays).map(
      ({ history }) => ({ ...history, weight: 1 }),
    );

  test('the parameters are those of the paper', () => {
    // Fader, Hardie and Lee (2005), Marketing Science 24(2), table 2.
    const { parameters, logLikelihood, members } = fitted(rowsIn(7));
    expect(members).toBe(2_357);
    expect(Math.abs(parameters.r - 0.243)).toBeLessThan(0.001);
    expect(Math.abs(parameters.alpha - 4.414)).toBeLessThan(0.001);
    expect(Math.abs(parameters.a - 0.793)).toBeLessThan(0.001);
    expect(Math.abs(parameters.b - 2.426)).toBeLessThan(0.001);
    expect(Math.abs(logLikelihood - -9582.4)).toBeLessThan(0.1);
  });

  // The spreadsheet of Fader, Hardie and Lee's note on the model in Excel (2005), as lifetimes' tests quote it.
  test.each([
    [0.1429, 0.0078],
    [1, 0.0532],
    [3, 0.1506],
    [31.8571, 1.0405],
    [32, 1.0437],
    [78, 1.8576],
  ])('a new customer repeats within %d weeks as often as their spreadsheet says: %d times', (weeks, repeats) => {
    expect(Math.abs(calculateExpectedRepeats(fitted(rowsIn(7)).parameters, weeks) - repeats)).toBeLessThan(6e-4);
  });

  test('a customer is expected to buy as often as their note says', () => {
    const history = { frequency: 2, recency: 30.43, age: 38.86 };
    expect(calculateExpectedPurchases(fitted(rowsIn(7)).parameters, history, 39)).toBeCloseTo(1.226, 3);
  });

  test('in days the same is found as in weeks', () => {
    const [weeks, days] = [fitted(rowsIn(7)).parameters, fitted(rowsIn(1), DAYS).parameters];
    expect(days.alpha / 7).toBeCloseTo(weeks.alpha, 6);
    expect(days.r).toBeCloseTo(weeks.r, 6);
    expect(days.a).toBeCloseTo(weeks.a, 6);
    expect(days.b).toBeCloseTo(weeks.b, 6);
  });

  test.each([7, 28])('merged by %d days, the likelihood that is lost is about what is reported', (width) => {
    const exact = fitted(rowsIn(1), DAYS);
    const coarse = fitted(rowsIn(1), { weekLength: width, rowsMax: 100 });
    expect(coarse.rows).toBeLessThan(exact.rows);
    const lost = exact.logLikelihood - coarse.logLikelihood;
    expect(lost).toBeGreaterThan(-1e-8);
    expect(lost).toBeLessThan(0.1);
    expect(coarse.likelihoodLoss).toBeGreaterThan(0);
    expect(coarse.likelihoodLoss / lost).toBeGreaterThan(0.8);
    expect(coarse.likelihoodLoss / lost).toBeLessThan(1.25);
  });
});

test.each<BgNbdParameters & { of: string }>([
  { of: 'most buy once', r: 0.4, alpha: 6, a: 0.8, b: 2.5 },
  { of: 'many come back', r: 1.5, alpha: 4, a: 0.7, b: 5 },
])('of a simulated shop where $of, the fit finds what it was simulated with', ({ of: _, ...known }) => {
  const rows = simulateShop(known, 60_000, 60);
  const { parameters, logLikelihood } = fitted(rows);
  for (const name of ['r', 'alpha', 'a', 'b'] as const) {
    expect(Math.abs(parameters[name] / known[name] - 1)).toBeLessThan(0.1);
  }
  // Twice the rise above the truth is chi-squared with four degrees of freedom: above 18.5 once in a thousand.
  const truth = calculateLogLikelihood(known, columnsOf(rows)).value;
  expect(logLikelihood).toBeGreaterThan(truth);
  expect(2 * (logLikelihood - truth)).toBeLessThan(18.5);
});

test('rows of equal members say what the members say one by one, in any order', () => {
  const some = simulateShop({ r: 0.4, alpha: 6, a: 0.8, b: 2.5 }, 3_000, 40).map(
    (row): PurchaseRow => ({ ...row, recency: Math.floor(row.recency), age: Math.ceil(row.age) }),
  );
  const oneByOne = some.flatMap((row) => [row, row]);
  const weighted = some.map((row) => ({ ...row, weight: 2 })).toReversed();
  expect(fitted(weighted)).toEqual(fitted(oneByOne));
  const { value } = calculateLogLikelihood({ r: 1, alpha: 2, a: 3, b: 4 }, columnsOf(oneByOne));
  expect(calculateLogLikelihood({ r: 1, alpha: 2, a: 3, b: 4 }, columnsOf(weighted)).value).toBeCloseTo(value, 6);
});
