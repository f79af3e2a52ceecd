import { expect, test } from 'vitest';
import type { PlatformEvent } from '../../../lambdas/kernel/platform-event.ts';
import { readTriggerEvent } from '../../../lambdas/outreach/trigger-event.ts';
import { PLATFORM_TRIGGERS, TRIGGERS } from '../../../programmes/trigger.ts';

const AT = '2026-03-04T04:00:00.000Z';
const delivered: PlatformEvent = {
  ...{ type: 'track', event: 'Order Delivered', class: 'value', messageId: 'e-1', userId: 'm-1' },
  ...{ timestamp: AT, receivedAt: AT, facts: { order_id: 'o-1' } },
};
const told = (changes: Partial<PlatformEvent>) => {
  const event = { ...delivered, ...changes };
  return readTriggerEvent(event.event, event);
};

test('a delivery that the platform tells is one that messages follow from, with its order', () => {
  expect(told({})).toEqual({
    ...{ name: 'Order Delivered', id: 'e-1', memberId: 'm-1', occurredAt: AT, isTold: true, data: { orderId: 'o-1' } },
  });
});

test('what a shop calls as one of our events is called is not ours, and nobody is written to about it', () => {
  const ours = Object.keys(TRIGGERS).filter((name) => !PLATFORM_TRIGGERS.includes(name));
  for (const event of ours) expect(told({ event }), event).toBeUndefined();
});

test('nobody is written to about the past, nor about what nobody did', () => {
  expect([told({ isBackfill: true }), told({ userId: undefined })]).toEqual([undefined, undefined]);
});
