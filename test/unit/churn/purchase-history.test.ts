import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  coarsenRows,
  countMembers,
  isPossible,
  mergeRows,
  type PurchaseRow,
} from '../../../lambdas/churn/purchase-history.ts';

const rows = fc.array(
  fc
    .record({
      frequency: fc.nat({ max: 3 }),
      age: fc.nat({ max: 40 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      weight: fc.integer({ min: 1, max: 9 }),
    })
    .map(
      ({ frequency, age, share, weight }): PurchaseRow => ({
        frequency,
        recency: frequency === 0 ? 0 : Math.round(share * age),
        age,
        weight,
      }),
    ),
  { maxLength: 60 },
);

test('equal rows become one, and the order that rows came in is forgotten', () => {
  fc.assert(
    fc.property(rows, (some) => {
      const merged = mergeRows(some);
      expect(new Set(merged.map(({ frequency, recency, age }) => `${frequency}/${recency}/${age}`)).size).toBe(
        merged.length,
      );
      expect(countMembers(merged)).toBe(countMembers(some));
      expect(mergeRows(some.toReversed())).toEqual(merged);
      expect(mergeRows(merged)).toEqual(merged);
    }),
  );
});

test('coarse rows stand for the same members with the same purchases and the same total of time', () => {
  const total = (some: readonly PurchaseRow[], of: 'frequency' | 'recency' | 'age') =>
    some.reduce((sum, row) => sum + row.weight * row[of], 0);
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 14 }), (some, width) => {
      const coarse = coarsenRows(some, width);
      expect(countMembers(coarse)).toBe(countMembers(some));
      expect(total(coarse, 'frequency')).toBe(total(some, 'frequency'));
      expect(total(coarse, 'recency')).toBeCloseTo(total(some, 'recency'), 8);
      expect(total(coarse, 'age')).toBeCloseTo(total(some, 'age'), 8);
      expect(coarse.every(isPossible)).toBe(true);
      expect(coarse.length).toBeLessThanOrEqual(mergeRows(some).length);
    }),
  );
});

test('days of one week become their mean, and days of two stay apart', () => {
  const bought = (recency: number, age: number, weight: number) => ({ frequency: 2, recency, age, weight });
  expect(coarsenRows([bought(8, 15, 3), bought(12, 19, 1), bought(14, 19, 1)], 7)).toEqual([
    bought(9, 16, 4),
    bought(14, 19, 1),
  ]);
});

test.each([
  { of: 'half a purchase', history: { frequency: 0.5, recency: 1, age: 2 } },
  { of: 'less than no purchase', history: { frequency: -1, recency: 1, age: 2 } },
  { of: 'a purchase after the end', history: { frequency: 1, recency: 3, age: 2 } },
  { of: 'a purchase before the first', history: { frequency: 1, recency: -1, age: 2 } },
  { of: 'no age', history: { frequency: 1, recency: 1, age: Number.NaN } },
])('a history with $of is impossible', ({ history }) => {
  expect(isPossible(history)).toBe(false);
});
