import { expect, test } from 'vitest';
import { fitPurchases } from '../../../lambdas/churn/purchase-fit.ts';
import type { PurchaseRow } from '../../../lambdas/churn/purchase-history.ts';
import { simulateShop } from './simulated.ts';

const WEEKS = { weekLength: 1 };

const many = simulateShop({ r: 0.4, alpha: 6, a: 0.8, b: 2.5 }, 2_000, 40);
const once = (weight: number): PurchaseRow => ({ frequency: 0, recency: 0, age: 20, weight });
test.each([
  { of: 'nothing at all', rows: [], missing: 'buyers', expected: 500, given: 0 },
  { of: 'a shop with few buyers', rows: many.slice(0, 499), missing: 'buyers', expected: 500, given: 499 },
  {
    of: 'a shop where everybody bought once',
    rows: [once(5_000)],
    missing: 'repeat buyers',
    expected: 100,
    given: 0,
  },
  {
    of: 'a shop that has just opened',
    rows: many.map((row) => ({ ...row, recency: row.recency / 8, age: row.age / 8 })),
    missing: 'weeks of history',
    expected: 8,
    given: 5,
  },
])('$of is refused, and what is missing is said', ({ rows, missing, expected, given }) => {
  const refusal = { code: 'TOO_LITTLE_DATA', missing, expected, given };
  expect(fitPurchases(rows, WEEKS)).toEqual({ ok: false, refusal });
});

test('a history that can not have happened is refused, and shown', () => {
  const impossible = { frequency: 2, recency: 30, age: 20, weight: 1 };
  const refusal = { code: 'IMPOSSIBLE_ROW', row: impossible };
  expect(fitPurchases([...many, impossible], WEEKS)).toEqual({ ok: false, refusal });
  const weightless = { ...once(0) };
  expect(fitPurchases([...many, weightless], WEEKS)).toMatchObject({ ok: false, refusal: { row: weightless } });
});

test('a shop where nobody is ever lost is refused: how likely it is to drop out can not be told', () => {
  const loyal = simulateShop({ r: 2, alpha: 2, a: 1e-9, b: 2 }, 3_000, 60);
  const fit = fitPurchases(loyal, WEEKS);
  expect(fit).toMatchObject({ ok: false, refusal: { code: 'AT_BOUNDARY' } });
  expect(fit.ok ? '' : 'parameter' in fit.refusal && fit.refusal.parameter).toMatch(/^[ab]$/);
});

test('a shop where all members buy alike is refused: how they differ can not be told', () => {
  const alike = [4, 5, 6].map((frequency) => ({ frequency, recency: 38, age: 40, weight: 500 }));
  expect(fitPurchases(alike, WEEKS)).toMatchObject({ ok: false, refusal: { code: 'AT_BOUNDARY' } });
});
