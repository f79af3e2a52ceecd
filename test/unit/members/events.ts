import fc from 'fast-check';
import type { PlatformEvent } from '../../../lambdas/kernel/platform-event.ts';
import { profileOfEvent } from '../../../lambdas/members/event-profile.ts';

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

export const profileOf = (event: PlatformEvent, memberId = 'm-1') => profileOfEvent(memberId, event, SETTINGS);
