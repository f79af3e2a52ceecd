import fc from 'fast-check';
import { dayOf } from '../../../lambdas/kernel/calendar.ts';
import type { PlatformEvent } from '../../../lambdas/kernel/platform-event.ts';
import { profileOfEvent } from '../../../lambdas/members/event-profile.ts';
import { type OrderPaid, profileOfOrder } from '../../../lambdas/members/order-profile.ts';
import type { Profile } from '../../../lambdas/members/profile.ts';

export const SETTINGS = { timeZone: 'Asia/Shanghai', currency: 'CNY' };

let sequence = 0;

/** A visit of a member, with what a test changes in it. */
export function memberEvent(changes: Partial<PlatformEvent> = {}): PlatformEvent {
  sequence += 1;
  return {
    type: 'track',
    event: 'Product Viewed',
    class: 'activity',
    messageId: `e-${sequence}`,
    userId: 'm-1',
    timestamp: '2026-02-03T04:00:00.000Z',
    receivedAt: '2026-02-03T04:00:01.000Z',
    facts: {},
    ...changes,
  };
}

const instant = fc
  .integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2026, 11, 31) })
  .map((ms) => new Date(ms).toISOString());
const name = (prefix: string, most: number) => fc.integer({ min: 0, max: most }).map((n) => `${prefix}-${n}`);

/** Any event that a profile may be told of. */
export const anyEvent: fc.Arbitrary<PlatformEvent> = fc
  .record({
    call: fc.constantFrom<Pick<PlatformEvent, 'type' | 'event'>>(
      { type: 'track', event: 'Product Viewed' },
      { type: 'track', event: 'Product Added' },
      { type: 'track', event: 'Order Completed' },
      { type: 'track', event: 'Order Delivered' },
      { type: 'track', event: 'Signed Up' },
      { type: 'page', event: 'page' },
      { type: 'identify', event: 'identify' },
    ),
    timestamp: instant,
    facts: fc.record(
      {
        order_id: name('o', 5),
        currency: fc.constantFrom('CNY', 'CNY', 'USD'),
        product_id: name('p', 30),
        category: name('c', 20),
        brand: name('b', 20),
        locale: fc.constantFrom('zh-CN', 'en'),
        timeZone: fc.constantFrom('Asia/Shanghai', 'Europe/Berlin'),
        tags: fc.subarray(['vip', 'gift', 'press']),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ call, timestamp, facts }) => memberEvent({ ...call, timestamp, facts }));

/** The ledger's word of an order that a member paid. */
export function paidOrder(orderId: string, occurredAt = '2026-02-03T04:00:00.000Z', memberId = 'm-1'): OrderPaid {
  const orderDay = dayOf(Date.parse(occurredAt), SETTINGS.timeZone);
  return { version: 1, id: `${memberId}/${orderId}`, occurredAt, data: { memberId, orderId, orderDay } };
}

/** Within 400 days, which is what a profile keeps of days. */
export const anyPaidOrder: fc.Arbitrary<OrderPaid> = fc
  .tuple(name('o', 20), fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) }))
  .map(([orderId, ms]) => paidOrder(orderId, new Date(ms).toISOString()));

export const profileOf = (event: PlatformEvent, memberId = 'm-1') => profileOfEvent(memberId, event, SETTINGS);

/** What any event, and the ledger of any order, says of a member. */
export const anyTold: fc.Arbitrary<Profile> = fc.oneof(
  { weight: 3, arbitrary: anyEvent.map((event) => profileOf(event)) },
  { weight: 1, arbitrary: anyPaidOrder.map(profileOfOrder) },
);
