import { expect, test } from 'vitest';
import type { PlatformEvent } from '../../../lambdas/kernel/platform-event.ts';
import { createApplyOrderEvent } from '../../../lambdas/loyalty/apply-order-event.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { eventOf, SETTINGS } from './orders.ts';
import { createShop } from './shop.ts';

const order = (facts: PlatformEvent['facts'] = {}, changes: Partial<PlatformEvent> = {}) =>
  eventOf({ order_id: 'o-1', currency: 'CNY', revenue: '128.50', ...facts }, changes);
const refund = (facts: PlatformEvent['facts'] = {}, changes: Partial<PlatformEvent> = {}) =>
  eventOf({ order_id: 'o-1', ...facts }, { event: 'Order Refunded', messageId: 'message-r', ...changes });

test('each event that moves value is applied by its own rule', async () => {
  const { apply, held, orders, rejections } = createShop(createMemoryLedger());
  expect(await apply(order())).toBe('APPLIED');
  expect(await apply(refund({ total: '28.50' }))).toBe('APPLIED');
  expect(await apply(eventOf({}, { event: 'Checked In', messageId: 'message-c' }))).toBe('APPLIED');
  expect(await apply(eventOf({ order_id: 'o-1' }, { event: 'Order Placed' }))).toBe('APPLIED');
  expect(await apply(eventOf({ order_id: 'o-1' }, { event: 'Order Delivered' }))).toBe('APPLIED');
  expect(await held('m-1')).toEqual({ pending: 100, active: 5 });
  expect(await orders.head('o-1')).toMatchObject({ placedAt: expect.any(String), deliveredAt: expect.any(String) });
  expect(rejections).toEqual([]);
});

test('an order sent again with new times is the same order', async () => {
  const { apply, held, rejections } = createShop(createMemoryLedger());
  await apply(order());
  expect(await apply(order({}, { messageId: 'message-2', timestamp: '2026-02-04T00:00:00.000Z' }))).toBe('APPLIED');
  expect([await held('m-1'), rejections]).toEqual([{ pending: 128 }, []]);
});

test('an order with another body under the same id is kept as a rejection, with digests and nothing personal', async () => {
  const { apply, rejections } = createShop(createMemoryLedger());
  await apply(order({ note: 'lin@example.com' }));
  const other = order({ revenue: '999', note: 'lin@example.com' }, { messageId: 'message-2' });
  expect(await apply(other)).toBe('REJECTED');
  const digest = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(rejections).toEqual([
    {
      memberId: 'm-1',
      messageId: 'message-2',
      eventName: 'Order Completed',
      code: 'PAYLOAD_MISMATCH',
      details: { orderId: 'o-1', expected: digest, given: digest },
    },
  ]);
});

test('returns that came before their order are booked with it, also when it is told again after a crash', async () => {
  const memory = createMemoryLedger();
  const { apply, held } = createShop(memory);
  await apply(refund({ total: '28.50' }));
  const forgetful = { ...memory.orders, earlyReturns: () => Promise.reject(new Error('no table')) };
  await expect(createShop({ ...memory, orders: forgetful }).apply(order())).rejects.toThrow('no table');
  expect(await held('m-1')).toEqual({ pending: 128 });
  expect(await apply(order())).toBe('APPLIED');
  expect(await held('m-1')).toEqual({ pending: 100 });
});

test('what the order refuses of a return that waited is kept as a rejection of the return', async () => {
  const { apply, rejections } = createShop(createMemoryLedger());
  await apply(refund({ products: [{ product_id: 'of another shop', quantity: 1 }] }));
  expect(rejections).toEqual([]);
  expect(await apply(order())).toBe('APPLIED');
  expect(rejections).toEqual([
    {
      memberId: 'm-1',
      messageId: 'message-r',
      eventName: 'Order Refunded',
      code: 'LINE_UNKNOWN',
      details: { orderId: 'o-1', given: 'of another shop' },
    },
  ]);
});

test.each([
  { event: order({ currency: 'USD' }), code: 'CURRENCY_MISMATCH' },
  { event: order({ revenue: '1.234' }), code: 'AMOUNT_INVALID' },
  { event: refund({ total: '-1' }), code: 'AMOUNT_INVALID' },
  { event: refund({ products: 'tea' }), code: 'EVENT_INVALID' },
])('$event.event that is $code is kept as a rejection, and nothing else', async ({ event, code }) => {
  const memory = createMemoryLedger();
  const { apply, rejections } = createShop(memory);
  expect(await apply(event)).toBe('REJECTED');
  expect(rejections).toMatchObject([{ code, details: { orderId: 'o-1' } }]);
  expect(await memory.entriesOf('m-1')).toEqual([]);
});

test('an order or an action of nobody known earns nothing, and is no rejection', async () => {
  const { apply, rejections, orders } = createShop(createMemoryLedger());
  const { userId: _, ...anonymous } = order();
  expect(await apply(anonymous)).toBe('ANONYMOUS');
  expect(await apply({ ...anonymous, event: 'Checked In' })).toBe('ANONYMOUS');
  expect([(await orders.head('o-1')).version, rejections]).toEqual([0, []]);
});

test.each(['Kite Flown', 'constructor', '__proto__'])('for %s the programme has no rule', async (event) => {
  expect(await createShop(createMemoryLedger()).apply(eventOf({}, { event }))).toBe('NO_RULE');
});

test('if a rejection can not be kept the event is to come again', async () => {
  const shop = createShop(createMemoryLedger());
  const recordRejection = () => Promise.reject(new Error('no table'));
  const apply = createApplyOrderEvent({ ...shop, recordRejection }, { ...SETTINGS, actions: {} });
  await expect(apply(order({ currency: 'USD' }))).rejects.toThrow('no table');
});
