import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocate } from '../../../lambdas/kernel/allocation.ts';
import { NO_RETURNS, type Order, type Returns } from '../../../lambdas/loyalty/order.ts';
import { addReturn, type OrderReturn, pointsByDay, readOrderReturn } from '../../../lambdas/loyalty/order-return.ts';
import { eventOf, orderOf, returnOf } from './orders.ts';

const LINE_IDS = ['tea', 'cup', 'jug'];

const orders: fc.Arbitrary<Order> = fc
  .tuple(
    fc.array(fc.record({ quantity: fc.integer({ min: 0, max: 6 }), paid: fc.nat({ max: 9_999 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.nat({ max: 500 }),
  )
  .map(([bought, points]) => {
    const shares = allocate(
      points,
      bought.map(({ paid }) => paid),
    );
    return orderOf(bought.map((line, n) => ({ lineId: LINE_IDS[n] ?? '', ...line, points: shares[n] ?? 0 })));
  });

const linesBack = fc.array(
  fc.record({ lineId: fc.constantFrom(...LINE_IDS), quantity: fc.integer({ min: 0, max: 4 }) }),
  { minLength: 1, maxLength: 3 },
);
const ZONE = 'Asia/Shanghai';
const returns: fc.Arbitrary<OrderReturn> = fc
  .tuple(
    fc.oneof(
      { weight: 5, arbitrary: linesBack.map((lines) => returnOf({ lines })) },
      { weight: 3, arbitrary: fc.nat({ max: 9_999 }).map((amount) => returnOf({ amount })) },
      { weight: 1, arbitrary: fc.constant(returnOf()) },
    ),
    fc.integer({ min: 1, max: 4 }),
  )
  .map(([given, day]) => ({ ...given, returnedAt: `2026-02-1${day}T04:00:00.000Z` }));

const add = (order: Order, before: Returns, given: OrderReturn): Returns => {
  const added = addReturn(order, before, given, ZONE);
  return added.ok ? added.value : before;
};
const addAll = (order: Order, all: readonly OrderReturn[]): Returns =>
  all.reduce((before, given) => add(order, before, given), NO_RETURNS);

test('what came back of an order depends on the returns and not on their order', () => {
  const shuffled = fc
    .array(returns, { maxLength: 6 })
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
  fc.assert(
    fc.property(orders, shuffled, (order, [told, otherwise]) => {
      expect(addAll(order, otherwise)).toEqual(addAll(order, told));
    }),
    { numRuns: 1_000 },
  );
});

test('each day takes back what the rule says of all that came back by then, and all days what came back', () => {
  fc.assert(
    fc.property(orders, fc.array(returns, { maxLength: 6 }), (order, all) => {
      const back = addAll(order, all);
      const byDay = pointsByDay(order, back);
      let sum = 0;
      for (const [day, points] of byDay) {
        sum += points;
        const byThen = all.filter(({ returnedAt }) => returnedAt.slice(0, 10) <= day);
        expect(sum).toBe(addAll(order, byThen).points);
      }
      expect(sum).toBe(back.points);
    }),
    { numRuns: 500 },
  );
});

test('what goes beyond the order is not kept', () => {
  const tooMuch = [11, 12, 13].map((day) =>
    returnOf({ lines: [{ lineId: 'tea', quantity: 2 }], returnedAt: `2026-02-${day}T04:00:00.000Z` }),
  );
  expect(addAll(ORDER, tooMuch).days.map(({ pieces }) => pieces)).toEqual([{ 0: 2 }, { 0: 1 }, {}]);
});

test('each return takes back something or nothing, and all of them no more than the order', () => {
  fc.assert(
    fc.property(orders, fc.array(returns, { maxLength: 8 }), (order, all) => {
      let before = NO_RETURNS;
      for (const given of all) {
        const after = add(order, before, given);
        expect(after.points).toBeGreaterThanOrEqual(before.points);
        expect(after.value).toBeGreaterThanOrEqual(before.value);
        before = after;
      }
      expect(before.points).toBeLessThanOrEqual(order.points);
      expect(before.value).toBeLessThanOrEqual(order.paid);
    }),
    { numRuns: 1_000 },
  );
});

test('piece by piece in any order everything comes back: exactly what the order earned', () => {
  const pieces = orders.chain((order) => {
    const all = order.lines.flatMap(({ lineId, quantity }) => Array.from({ length: quantity }, () => lineId));
    return fc.tuple(fc.constant(order), fc.shuffledSubarray(all, { minLength: all.length }));
  });
  fc.assert(
    fc.property(pieces, ([order, all]) => {
      fc.pre(all.length > 0);
      const back = addAll(
        order,
        all.map((lineId) => returnOf({ lines: [{ lineId, quantity: 1 }] })),
      );
      expect(back).toMatchObject({ isWhole: true, points: order.points, value: order.paid });
    }),
  );
});

const ORDER = orderOf([
  { lineId: 'tea', quantity: 3, paid: 1_000, points: 10 },
  { lineId: 'cup', quantity: 2, paid: 999, points: 9 },
]);

test.each([
  { of: 'a piece', given: { lines: [{ lineId: 'tea', quantity: 1 }] }, points: 3, value: 333 },
  { of: 'a line without a quantity', given: { lines: [{ lineId: 'cup' }] }, points: 9, value: 999 },
  {
    of: 'one line named twice',
    given: {
      lines: [
        { lineId: 'tea', quantity: 1 },
        { lineId: 'tea', quantity: 1 },
      ],
    },
    points: 6,
    value: 666,
  },
  { of: 'more pieces than were bought', given: { lines: [{ lineId: 'tea', quantity: 9 }] }, points: 10, value: 1_000 },
  { of: 'money', given: { amount: 500 }, points: 4, value: 500 },
  {
    of: 'lines and money: the lines count',
    given: { lines: [{ lineId: 'tea', quantity: 1 }], amount: 1_999 },
    points: 3,
    value: 333,
  },
  {
    of: 'lines that nobody bought, with money',
    given: { lines: [{ lineId: 'jug' }], amount: 500 },
    points: 4,
    value: 500,
  },
  { of: 'all of the money', given: { amount: 1_999 }, points: 19, value: 1_999 },
  { of: 'more money than was paid', given: { amount: 5_000 }, points: 19, value: 1_999 },
  { of: 'no money', given: { amount: 0 }, points: 0, value: 0 },
  { of: 'the whole order', given: {}, points: 19, value: 1_999 },
])('a return of $of takes back $points points and $value fen', ({ given, points, value }) => {
  expect(addReturn(ORDER, NO_RETURNS, returnOf(given), ZONE)).toMatchObject({ ok: true, value: { points, value } });
});

test('lines that nobody bought are refused, and the line is named', () => {
  expect(addReturn(ORDER, NO_RETURNS, returnOf({ lines: [{ lineId: 'jug' }] }), ZONE)).toEqual({
    ok: false,
    refusal: { code: 'LINE_UNKNOWN', given: 'jug' },
  });
});

test('a line called as the language calls something of its own is a line like others', () => {
  const order = orderOf(
    ['__proto__', 'constructor', 'toString'].map((lineId) => ({ lineId, quantity: 2, paid: 100, points: 4 })),
  );
  const back = addAll(order, [
    returnOf({ lines: [{ lineId: '__proto__', quantity: 1 }] }),
    returnOf({ lines: [{ lineId: 'constructor', quantity: 2 }] }),
  ]);
  expect(back).toMatchObject({ points: 6, value: 150, isWhole: false });
});

const read = (facts: Readonly<Record<string, unknown>>, event = 'Order Refunded') =>
  readOrderReturn(eventOf({ order_id: 'o-1', ...facts }, { event }), 'CNY');

test.each([
  { told: { total: '5.00' }, read: { lines: [], amount: 500, isWhole: false, refundId: 'message-1' } },
  { told: { revenue: 5, refund_id: 'r-7' }, read: { amount: 500, refundId: 'r-7' } },
  { told: { value: '0.01', return_id: 'r-8' }, read: { amount: 1, refundId: 'r-8' } },
  { told: { total: '5', revenue: '6', value: '7' }, read: { amount: 500 } },
  {
    told: { products: [{ product_id: 'tea', quantity: 2 }] },
    read: { lines: [{ lineId: 'tea', quantity: 2 }], isWhole: false },
  },
  {
    told: { products: [{ line_id: 'l-1', product_id: 'tea', sku: 's' }, { sku: 's' }] },
    read: { lines: [{ lineId: 'l-1' }, { lineId: 's' }] },
  },
  { told: {}, read: { lines: [], amount: undefined, isWhole: true } },
  { told: { products: [] }, read: { isWhole: true } },
])('a refund that tells $told is read as $read', ({ told, read: expected }) => {
  expect(read(told)).toMatchObject({ ok: true, value: expected });
});

test('a cancellation is of the whole order, whatever it lists, and an order is cancelled once', () => {
  const cancelled = read({ products: [{ product_id: 'tea', quantity: 1 }], total: '1.00' }, 'Order Cancelled');
  expect(cancelled).toMatchObject({ ok: true, value: { lines: [], isWhole: true, refundId: 'cancelled' } });
});

test.each([
  { told: { total: '1.234' }, code: 'AMOUNT_INVALID' },
  { told: { total: -1 }, code: 'AMOUNT_INVALID' },
  { told: { currency: 'USD', total: '1' }, code: 'CURRENCY_MISMATCH' },
  { told: { order_id: 7 }, code: 'EVENT_INVALID' },
  { told: { products: [{ product_id: 'tea', quantity: 0.5 }] }, code: 'EVENT_INVALID' },
])('a refund that tells $told is refused as $code', ({ told, code }) => {
  expect(read(told)).toMatchObject({ ok: false, refusal: { code } });
});
