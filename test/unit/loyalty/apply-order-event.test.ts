import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rejection } from '../../../lambdas/kernel/rejection.ts';
import { createApplyOrderEvent } from '../../../lambdas/loyalty/apply-order-event.ts';
import { createEarnPoints } from '../../../lambdas/loyalty/earn-points.ts';
import { orderCompleted, readPaidOrder } from '../../../lambdas/loyalty/order-event.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { RECORDED_AT, SETTINGS } from './orders.ts';

/** The detail of an order event, as the consumer parses it. */
function orderEvent(properties: Readonly<Record<string, unknown>> = {}, event: Readonly<Record<string, unknown>> = {}) {
  return orderCompleted.parse({
    type: 'track',
    event: 'Order Completed',
    messageId: 'message-1',
    userId: 'm-1',
    timestamp: '2026-02-03T04:00:00.000Z',
    receivedAt: '2026-02-03T04:05:06.007Z',
    properties: { order_id: 'o-1', currency: 'CNY', revenue: '128.50', ...properties },
    ...event,
  });
}

function shop() {
  const ledger = createMemoryLedger();
  const rejections: Rejection[] = [];
  const earnPoints = createEarnPoints(ledger, SETTINGS, () => RECORDED_AT);
  const apply = createApplyOrderEvent(earnPoints, async (rejection) => {
    rejections.push(rejection);
  });
  return { ledger, rejections, apply };
}

test('an order of a member is applied, and one sent again with new times is the same order', async () => {
  const { ledger, rejections, apply } = shop();
  expect(await apply(orderEvent())).toBe('APPLIED');
  const again = orderEvent({}, { messageId: 'message-2', timestamp: '2026-02-04T00:00:00.000Z' });
  expect(await apply(again)).toBe('APPLIED');
  expect([ledger.balances.get('m-1')?.pending, rejections]).toEqual([128, []]);
});

test('an order with an unequal body under the same id is kept as a rejection, without anything personal', async () => {
  const { ledger, rejections, apply } = shop();
  await apply(orderEvent({ email: 'lin@example.com' }));
  expect(await apply(orderEvent({ revenue: '999', email: 'lin@example.com' }, { messageId: 'message-2' }))).toBe(
    'REJECTED',
  );
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
  expect(JSON.stringify([rejections, ...ledger.entries, ...ledger.pendingLots])).not.toContain('lin@');
});

test('an order in another currency is kept as a rejection, with both currencies', async () => {
  const { ledger, rejections, apply } = shop();
  expect(await apply(orderEvent({ currency: 'USD' }))).toBe('REJECTED');
  expect(rejections).toMatchObject([
    { code: 'CURRENCY_MISMATCH', details: { orderId: 'o-1', expected: 'CNY', given: 'USD' } },
  ]);
  expect(ledger.entries.size).toBe(0);
});

test('an order of an anonymous visitor earns nothing, and is no rejection', async () => {
  const { ledger, rejections, apply } = shop();
  expect(await apply(orderEvent({}, { userId: undefined }))).toBe('ANONYMOUS');
  expect([ledger.entries.size, rejections]).toEqual([0, []]);
});

test('if a rejection can not be kept the event is to come again', async () => {
  const earnPoints = createEarnPoints(createMemoryLedger(), SETTINGS, () => RECORDED_AT);
  const apply = createApplyOrderEvent(earnPoints, () => Promise.reject(new Error('no table')));
  await expect(apply(orderEvent({ currency: 'USD' }))).rejects.toThrow('no table');
});

test('the digest of an order depends on what it says, not on the order of keys nor on times', () => {
  const hashOf = (...changes: Parameters<typeof orderEvent>) => readPaidOrder(orderEvent(...changes))?.causeHash;
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
      (note, date) => {
        const one = hashOf({ note, coupon: 'c' });
        expect(hashOf({ coupon: 'c', note }, { timestamp: date.toISOString(), messageId: 'another' })).toBe(one);
        expect(hashOf({ note, coupon: 'd' })).not.toBe(one);
      },
    ),
  );
  expect(hashOf({}, { userId: 'm-2' })).not.toBe(hashOf());
  expect(hashOf({ revenue: 128.5 })).not.toBe(hashOf({ revenue: '128.50' }));
});

test.each([
  { wrong: 'no order id', properties: { order_id: undefined } },
  { wrong: 'an empty order id', properties: { order_id: '' } },
  { wrong: 'no currency', properties: { currency: null } },
  { wrong: 'revenue of another type', properties: { revenue: {} } },
])('an event with $wrong is unreadable', ({ properties }) => {
  expect(() => orderEvent(properties)).toThrow();
});
