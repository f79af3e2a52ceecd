import { expect, test } from 'vitest';
import {
  type CallType,
  isByMember,
  type PlatformEvent,
  platformEvent,
} from '../../../lambdas/kernel/platform-event.ts';

const eventOf = (changed: Partial<PlatformEvent>): PlatformEvent => ({
  type: 'track',
  event: 'Product Viewed',
  class: 'activity',
  messageId: 'message-1',
  userId: 'm-1',
  timestamp: '2026-02-03T04:00:00.000Z',
  receivedAt: '2026-02-03T04:05:06.007Z',
  facts: {},
  ...changed,
});

test('a day counts as active by what the member does, not by what a server tells of the member', () => {
  const byMember = (type: CallType, event: string, isFromClient = false) =>
    isByMember(eventOf({ type, event, ...(isFromClient ? { isFromClient } : {}) }));
  const did = ['Order Placed', 'Order Completed', 'Product Viewed', 'Checked In', 'Event Checked In', 'Kite Flown'];
  const told = [
    ...['Order Delivered', 'Order Refunded', 'Order Returned', 'Order Cancelled'],
    ...['Ticket Answered', 'Ticket Resolved'],
  ];
  expect(did.filter((event) => !byMember('track', event))).toEqual([]);
  expect(told.filter((event) => byMember('track', event))).toEqual([]);
  expect(byMember('page', 'page')).toBe(true);
  expect(byMember('screen', 'screen')).toBe(true);
  for (const type of ['identify', 'alias', 'group'] as const) {
    expect([type, byMember(type, type), byMember(type, type, true)]).toEqual([type, false, true]);
  }
});

test('an event is read back as it was sent', () => {
  const event = eventOf({
    anonymousId: 'a-1',
    isBackfill: true,
    isFromClient: true,
    facts: { sku: 's', n: [1, null] },
  });
  expect(platformEvent.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
});

test.each([
  ['an id of 129 characters', { userId: 'm'.repeat(129) }],
  ['an empty id', { anonymousId: '' }],
  ['an empty name', { event: '' }],
  ['a time with an offset, whose text order is not its time order', { timestamp: '2026-02-03T12:00:00.000+08:00' }],
  ['a day', { receivedAt: '2026-02-03' }],
  ['another class', { class: 'money' }],
  ['another type', { type: 'batch' }],
  ['facts that are a list', { facts: [] }],
])('%s is no event', (_, changed) => {
  expect(platformEvent.safeParse({ ...eventOf({}), ...changed }).success).toBe(false);
});
