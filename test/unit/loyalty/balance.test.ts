import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  applyDeltas,
  applySums,
  type Balance,
  EMPTY_BALANCE,
  EMPTY_SUMS,
  repayFirst,
} from '../../../lambdas/loyalty/balance.ts';
import { BUCKETS, type Deltas, SUMS, type SumDeltas } from '../../../lambdas/loyalty/ledger-entry.ts';

const some = (names: readonly string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, fc.integer({ min: -1_000, max: 1_000 })])), {
    requiredKeys: [],
  });

test('whatever the entries, the balance is their sum in each bucket, and their order does not matter', () => {
  fc.assert(
    fc.property(fc.array(some(BUCKETS) as fc.Arbitrary<Deltas>), fc.func(fc.integer()), (all, rank) => {
      const sumOf = (list: readonly Deltas[]): Balance => list.reduce(applyDeltas, EMPTY_BALANCE);
      for (const bucket of BUCKETS) {
        expect(sumOf(all)[bucket]).toBe(all.reduce((sum, each) => sum + (each[bucket] ?? 0), 0));
      }
      expect(sumOf(all.toSorted((a, b) => rank(a) - rank(b)))).toEqual(sumOf(all));
    }),
  );
});

test('what orders come to is the sum of the entries too', () => {
  fc.assert(
    fc.property(fc.array(some(SUMS) as fc.Arbitrary<SumDeltas>), (all) => {
      const sums = all.reduce(applySums, EMPTY_SUMS);
      for (const name of SUMS) expect(sums[name]).toBe(all.reduce((sum, each) => sum + (each[name] ?? 0), 0));
    }),
  );
});

test('an entry changes no balance but the one that results', () => {
  expect(applyDeltas(EMPTY_BALANCE, { pending: 3 })).toEqual({ ...EMPTY_BALANCE, pending: 3 });
  expect(Object.values(EMPTY_BALANCE).every((points) => points === 0)).toBe(true);
});

test('points repay what is owed and no more, and what is left is the rest', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (points, owed) => {
      const { repaid, left } = repayFirst(points, { ...EMPTY_BALANCE, negative: -owed });
      expect(repaid).toBe(Math.min(points, owed));
      expect(repaid + left).toBe(points);
    }),
  );
});
