import * as z from 'zod/mini';
import type { PlatformEvent } from '../kernel/platform-event.ts';
import type { Occasion, OrderOutcome } from './occasion.ts';

const detail = { version: z.number(), id: z.string(), occurredAt: z.iso.datetime() };
const ofMember = { memberId: z.string() };
const ofOrder = { ...ofMember, entryId: z.string(), orderId: z.string(), orderDay: z.string() };

/** The domain events that members are watched by. Amounts in minor units. */
export const watchedEvent = z.union([
  z.object({ ...detail, data: z.object({ ...ofOrder, paidMinor: z.int() }) }),
  z.object({ ...detail, data: z.object({ ...ofOrder, returnedMinor: z.int() }) }),
  z.object({ ...detail, data: z.object(ofMember) }),
]);
export type WatchedEvent = z.infer<typeof watchedEvent>;

/** Why a member is looked at after an event; undefined for one after which there is nothing to see. */
export function occasionOf({ occurredAt, data }: WatchedEvent): Occasion | undefined {
  if ('returnedMinor' in data) return undefined;
  if (!('paidMinor' in data)) return { happenedAt: occurredAt };
  return { happenedAt: occurredAt, orders: [{ orderId: data.orderId, at: occurredAt, day: data.orderDay }] };
}

/** What an event says of an order, for the ladder that its member is on. */
export function outcomeOf({ occurredAt: at, data }: WatchedEvent): OrderOutcome | undefined {
  if ('returnedMinor' in data) {
    const { orderId, orderDay: day, entryId, returnedMinor } = data;
    return { kind: 'RETURNED', orderId, day, entryId, returnedMinor };
  }
  if (!('paidMinor' in data)) return undefined;
  return { kind: 'PAID', orderId: data.orderId, day: data.orderDay, at, paidMinor: data.paidMinor };
}

/** What the ledger's events of some orders say of them. */
export const readOutcomes = (events: readonly unknown[]): readonly OrderOutcome[] =>
  events.map((event) => outcomeOf(z.parse(watchedEvent, event))).filter((outcome) => outcome !== undefined);

/**
 * Why a member is looked at after an event of the platform: an order was placed. Undefined for any other event, and for
 * an order of the past, which is not waited for.
 */
export function placedOccasionOf({ event, isBackfill, facts, timestamp: at }: PlatformEvent): Occasion | undefined {
  const orderId = facts['order_id'];
  if (event !== 'Order Placed' || isBackfill === true || typeof orderId !== 'string') return undefined;
  return { happenedAt: at, placed: { orderId, at } };
}
