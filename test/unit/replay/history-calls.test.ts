import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOf } from '../../../lambdas/kernel/calendar.ts';
import type { OrderHistory } from '../../../scripts/replay/history.ts';
import { listCalls, listDays } from '../../../scripts/replay/history-calls.ts';
import { instantOf } from '../../../scripts/replay/local-time.ts';

const ZONE = 'Europe/London';
const line = { productId: 'A', quantity: 2, priceMinor: 255 };
const order = (orderId: string, at: string) => ({ orderId, memberId: '7', at, lines: [line] });

const HISTORY: OrderHistory = {
  currency: 'GBP',
  timeZone: ZONE,
  programme: 'uk-gift-shop',
  counts: { lines: 4, anonymousLines: 0, dropped: {}, unmatchedReturnPieces: 0 },
  orders: [
    order('2', '2011-01-02T10:00:00.000Z'),
    order('1', '2011-01-01T10:00:00.000Z'),
    order('3', '2011-01-02T23:30:00.000Z'),
  ],
  returns: [
    {
      orderId: '1',
      returnId: 'C9',
      memberId: '7',
      at: '2011-01-02T10:00:00.000Z',
      lines: [{ productId: 'A', quantity: 1 }],
    },
  ],
};
const idsOf = (calls: readonly object[]) => calls.map((call) => (call as { messageId: string }).messageId);

test('calls come in the order of their times, an order before what came back at the same instant', () => {
  const calls = listCalls(HISTORY);
  expect(idsOf(calls.map(({ call }) => call))).toEqual(['order-1', 'order-2', 'return-C9-1', 'order-3']);
  expect(calls[0]?.call).toMatchObject({
    event: 'Order Completed',
    userId: '7',
    timestamp: '2011-01-01T10:00:00.000Z',
    properties: { order_id: '1', currency: 'GBP', products: [{ product_id: 'A', quantity: 2, price: '2.55' }] },
  });
  expect(calls[2]?.call).toMatchObject({ event: 'Order Returned', properties: { order_id: '1', return_id: 'C9' } });
});

test('undisturbed they are sent day by day, each day by its end', () => {
  const days = listDays(listCalls(HISTORY), ZONE, { isTwice: false, shuffle: undefined, seed: 1 });
  expect(days.map(({ endMs, calls }) => [new Date(endMs).toISOString(), idsOf(calls)])).toEqual([
    ['2011-01-02T00:00:00.000Z', ['order-1']],
    ['2011-01-03T00:00:00.000Z', ['order-2', 'return-C9-1', 'order-3']],
  ]);
});

test('however disturbed, every call is sent as often as is said, and on its own day unless all of it is shuffled', () => {
  const calls = listCalls(HISTORY);
  fc.assert(
    fc.property(fc.boolean(), fc.constantFrom(undefined, 'day', 'file'), fc.nat(1000), (isTwice, shuffle, seed) => {
      const days = listDays(calls, ZONE, { isTwice, shuffle, seed });
      const sent = days.flatMap(({ calls: each }) => idsOf(each)).sort();
      const wanted = idsOf(calls.map(({ call }) => call));
      expect(sent).toEqual((isTwice ? [...wanted, ...wanted] : wanted).sort());
      expect(days).toHaveLength(shuffle === 'file' ? 1 : 2);
      expect(listDays(calls, ZONE, { isTwice, shuffle, seed })).toEqual(days);
    }),
  );
});

test('shuffling shuffles, and a seed decides how', () => {
  const orders = Array.from({ length: 20 }, (_, n) => order(`${n}`, '2011-01-01T10:00:00.000Z'));
  const calls = listCalls({ ...HISTORY, orders, returns: [] });
  const shuffled = (seed: number) =>
    idsOf(listDays(calls, ZONE, { isTwice: false, shuffle: 'day', seed })[0]?.calls ?? []);
  expect(shuffled(1)).not.toEqual(idsOf(calls.map(({ call }) => call)));
  expect(shuffled(2)).not.toEqual(shuffled(1));
});

test('a wall-clock time is found in its zone; of a time that comes twice the first, and one that is skipped counts on', () => {
  expect(instantOf('2011-10-30 01:30:00', ZONE)).toBe('2011-10-30T00:30:00.000Z');
  expect(instantOf('2011-03-27 01:30:00', ZONE)).toBe('2011-03-27T01:30:00.000Z');
  expect(instantOf('1997-07-01 12:00:00', 'America/New_York')).toBe('1997-07-01T16:00:00.000Z');
  expect(() => instantOf('noon', ZONE)).toThrow('"noon" is no time');
});

test('a day of the file is the same day in the zone of its programme', () => {
  for (const wallClock of ['2011-06-01 00:10:00', '2011-06-01 23:50:00', '2011-12-01 00:10:00']) {
    expect(dayOf(Date.parse(instantOf(wallClock, ZONE)), ZONE)).toBe(wallClock.slice(0, 10));
  }
});
