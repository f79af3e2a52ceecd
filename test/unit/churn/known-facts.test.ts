import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ToldOrder, type WatchedProfile, watchFactsOf, withOrder } from '../../../lambdas/churn/known-facts.ts';
import { calculatePersonalDue } from '../../../lambdas/churn/personal-due.ts';
import { unusualSilenceOf } from '../../../lambdas/churn/purchase-model.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { noonOf, SETTINGS } from './watching.ts';

const FIRST = '2026-03-04';
const orderOn = (offset: number): ToldOrder => {
  const day = addDays(FIRST, offset);
  return { orderId: `o-${offset}`, at: noonOf(day), day };
};
const NOBODY: WatchedProfile = { firstOrders: [] };
const anyOffsets = fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 12 });

test('orders told in any order and any number of times make the same facts', () => {
  fc.assert(
    fc.property(
      anyOffsets.chain((offsets) =>
        fc.tuple(
          fc.constant(offsets),
          fc.shuffledSubarray([...offsets, ...offsets], { minLength: offsets.length * 2 }),
        ),
      ),
      ([offsets, shuffled]) => {
        const told = shuffled.map(orderOn).reduce(withOrder, NOBODY);
        const inOrder = [...new Set(offsets)].sort((a, b) => a - b).map(orderOn);
        const facts = watchFactsOf(told);
        expect(facts.orderDays).toEqual(inOrder.map(({ day }) => day));
        expect(facts.activeDays).toEqual(facts.orderDays);
        expect(facts.firstOrders).toEqual(inOrder.slice(0, 2).map(({ orderId, at }) => ({ orderId, at })));
        expect([facts.lastOrderAt, facts.lastSeenAt]).toEqual([inOrder.at(-1)?.at, inOrder.at(-1)?.at]);
      },
    ),
  );
});

test('two orders of one instant stand in one order, whichever is told first', () => {
  const [one, other] = [orderOn(0), { ...orderOn(0), orderId: 'o-1' }];
  expect([one, other].reduce(withOrder, NOBODY)).toEqual({
    ...[other, one].reduce(withOrder, NOBODY),
    knownSince: one.at,
  });
});

test('without a model a silence is unusual after a while that is longer the seldomer a member buys, within its limits', () => {
  const due = (...offsets: number[]) =>
    calculatePersonalDue(
      offsets.map((offset) => addDays(FIRST, offset)),
      unusualSilenceOf(undefined),
      SETTINGS.personalDue,
    );
  const daysOf = (...offsets: number[]) =>
    (Date.parse(due(...offsets).day) - Date.parse(due(...offsets).orderDay)) / 86_400_000;
  expect(due(0, 10, 20).orderDay).toBe(addDays(FIRST, 20));
  expect(daysOf(0, 3, 6, 9, 12, 15, 18)).toBeLessThan(daysOf(0, 25, 50));
  for (const offsets of [[0], [0, 1, 2, 3, 4, 5, 6, 7, 8], [0, 170]]) {
    expect(daysOf(...offsets)).toBeGreaterThanOrEqual(SETTINGS.personalDue.daysMin);
    expect(daysOf(...offsets)).toBeLessThanOrEqual(SETTINGS.personalDue.daysMax);
  }
});
