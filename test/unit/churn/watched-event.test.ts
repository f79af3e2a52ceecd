import { expect, test } from 'vitest';
import {
  occasionOf,
  outcomeOf,
  placedOccasionOf,
  readOutcomes,
  watchedEvent,
} from '../../../lambdas/churn/watched-event.ts';
import type { PlatformEvent } from '../../../lambdas/kernel/platform-event.ts';

const AT = '2026-03-04T04:00:00.000Z';
const eventOf = (data: object) =>
  watchedEvent.parse({
    version: 1,
    id: 'e-1',
    occurredAt: AT,
    data: { memberId: 'm-1', more: 'is left out', ...data },
  });
const order = { entryId: 'ORDER#o-1', orderId: 'o-1', orderDay: '2026-03-04' };

test('an order that was paid is looked at as of when it was, and counts for the ladder', () => {
  const event = eventOf({ ...order, paidMinor: 9_900 });
  expect(occasionOf(event)).toEqual({
    happenedAt: AT,
    orders: [{ orderId: 'o-1', at: AT, day: '2026-03-04' }],
  });
  expect(outcomeOf(event)).toEqual({ kind: 'PAID', orderId: 'o-1', day: '2026-03-04', at: AT, paidMinor: 9_900 });
});

test('what came back of an order is taken off what the ladder brought, and there is nothing to look at', () => {
  const event = eventOf({ ...order, entryId: 'RETURN#o-1#1', returnedMinor: 900 });
  expect(occasionOf(event)).toBeUndefined();
  expect(outcomeOf(event)).toEqual({
    ...{ kind: 'RETURNED', orderId: 'o-1', day: '2026-03-04', entryId: 'RETURN#o-1#1', returnedMinor: 900 },
  });
});

test('what the ledger booked of orders says of them what its events told', () => {
  const events = [
    eventOf({ ...order, paidMinor: 9_900 }),
    eventOf({ ...order, entryId: 'RETURN#o-1#1', returnedMinor: 900 }),
  ];
  expect(readOutcomes([...events, eventOf({})])).toEqual(events.map(outcomeOf));
  expect(() => readOutcomes([undefined])).toThrow();
});

test('whatever else a member did is a reason to look, and says nothing of an order', () => {
  const event = eventOf({});
  expect([occasionOf(event), outcomeOf(event)]).toEqual([{ happenedAt: AT }, undefined]);
});

test.each([[{ memberId: 7 }], [{ memberId: undefined }]])('an event with %j is none', (data) => {
  expect(() => eventOf(data)).toThrow();
});

const orderPlaced: PlatformEvent = {
  ...{ type: 'track', event: 'Order Placed', class: 'value', messageId: 'e-1', userId: 'm-1' },
  ...{ timestamp: AT, receivedAt: AT, facts: { order_id: 'o-1' } },
};

test('an order that was placed is waited for from when it was', () => {
  expect(placedOccasionOf(orderPlaced)).toEqual({ happenedAt: AT, placed: { orderId: 'o-1', at: AT } });
});

test.each<[string, Partial<PlatformEvent>]>([
  ['of the past', { isBackfill: true }],
  ['that nobody named', { facts: {} }],
  ['of a shop that calls an event of its own as ours is called', { event: 'OrderPaid', facts: { order_id: 'o-1' } }],
])('an order %s is not waited for', (_what, changes) => {
  expect(placedOccasionOf({ ...orderPlaced, ...changes })).toBeUndefined();
});
