import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCounterKey } from '../../../lambdas/insight/counts.ts';
import { binValue, readPurchaseRows, readSpendRows, valueBin } from '../../../lambdas/insight/model-rows.ts';
import { addActiveDay } from '../../../lambdas/kernel/active-days.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { tallyOf } from './figures-of.ts';

type Item = Readonly<Record<string, unknown>>;
type DaysOf = ReturnType<typeof addActiveDay> | undefined;

/** The counters of a name, by period. */
function countersOf(name: string, items: readonly Item[]): Map<string, Map<string, number>> {
  const periods = new Map<string, Map<string, number>>();
  for (const [key, total] of tallyOf(items).counts()) {
    const read = readCounterKey(key);
    if (read.name !== name) continue;
    periods.set(read.period, (periods.get(read.period) ?? new Map()).set(read.dimension, total));
  }
  return periods;
}

const buyer = (...days: readonly string[]) => ({
  ...{ entityType: 'Profile', memberId: 'm', firstOrders: [] },
  orderDays: days.reduce<DaysOf>(addActiveDay, undefined),
});
const account = (orderCount: number, paidMinor: number, returned: object = {}) => ({
  ...{ entityType: 'Points', orderCount, paidMinor },
  ...returned,
});
const spendOf = (...items: readonly Item[]) => readSpendRows(countersOf('spend', items).get('all') ?? new Map());

test('members who bought first and last on the same days, and as often, are one row', () => {
  const rows = readPurchaseRows(
    countersOf('purchases', [
      buyer('2026-01-05'),
      buyer('2026-01-05'),
      buyer('2026-01-05', '2026-02-01', '2026-03-01'),
      buyer('2026-01-05', '2026-02-20', '2026-03-01'),
      buyer('2025-12-31', '2026-01-05'),
      { ...buyer('2026-01-05'), forwardTo: 'm-2' },
      { ...buyer(), orderDays: undefined },
    ]),
  );
  expect(rows).toEqual([
    { firstDay: '2026-01-05', lastDay: '2026-01-05', purchaseDays: 1, members: 2 },
    { firstDay: '2026-01-05', lastDay: '2026-03-01', purchaseDays: 3, members: 2 },
    { firstDay: '2025-12-31', lastDay: '2026-01-05', purchaseDays: 2, members: 1 },
  ]);
});

test('whatever the days, the rows hold each buyer once, with its first and last day and their number', () => {
  const days = fc.uniqueArray(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(days, { maxLength: 12 }), (members) => {
      const bought = members.map((offsets) => offsets.map((offset) => addDays('2024-01-01', offset)));
      const rows = readPurchaseRows(
        countersOf(
          'purchases',
          bought.map((each) => buyer(...each)),
        ),
      );
      const expected = bought.map((each) => `${each.toSorted()[0]} ${each.toSorted().at(-1)} ${each.length}`);
      const told = rows.flatMap(({ firstDay, lastDay, purchaseDays, members: count }) =>
        Array.from({ length: count }, () => `${firstDay} ${lastDay} ${purchaseDays}`),
      );
      expect(told.toSorted()).toEqual(expected.toSorted());
    }),
  );
});

test('the value of a bin is within a hundredth of what was put into it', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1e12, noNaN: true }), (average) => {
      expect(Math.abs(binValue(valueBin(average)) / average - 1)).toBeLessThan(0.0101);
    }),
  );
});

test('an account counts by the orders that it kept, and by their mean less what came back', () => {
  const [row, ...others] = spendOf(account(3, 60_000, { returnedOrderCount: 1, returnedMinor: 20_000 }));
  expect(others).toEqual([]);
  expect(row).toMatchObject({ orders: 2, members: 1 });
  expect(row?.meanMinor).toBeCloseTo(20_000, -3);
  expect(spendOf(account(1, 5_000), account(1, 5_010))).toMatchObject([{ orders: 1, members: 2 }]);
});

test('who kept no order, or nothing of what was paid, is in no row; more orders than two hundred are one kind', () => {
  expect(spendOf(account(1, 5_000, { returnedOrderCount: 1, returnedMinor: 5_000 }))).toEqual([]);
  expect(spendOf(account(1, 5_000, { returnedMinor: 5_000 }))).toEqual([]);
  expect(spendOf({ entityType: 'Points' })).toEqual([]);
  expect(spendOf(account(200, 2_000_000), account(950, 9_500_000))).toMatchObject([{ orders: 200, members: 2 }]);
});

test('a row that nobody is in any more, or that one shard has counted ahead of another, is left out', () => {
  const figures = new Map([
    ['05#2026-01-05#1', 0],
    ['06#2026-01-06#1', -1],
    ['07#2026-01-07#1', 2],
  ]);
  expect(readPurchaseRows([['2026-01', figures]])).toEqual([
    { firstDay: '2026-01-07', lastDay: '2026-01-07', purchaseDays: 1, members: 2 },
  ]);
  expect(readSpendRows(new Map([['1#400', 0]]))).toEqual([]);
});
