import * as z from 'zod/mini';

/** Who puts the platform's events on the bus. */
export const PLATFORM_EVENT_SOURCE = 'holdfast.intake';

export const CALL_TYPES = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type CallType = (typeof CALL_TYPES)[number];

const id = z.string().check(z.minLength(1), z.maxLength(128));

/**
 * An event of the platform as it travels on the bus: ids and facts, nothing of a person. Instants are ISO-8601 in UTC,
 * with milliseconds, so that text order is time order.
 */
export const platformEvent = z.object({
  type: z.enum(CALL_TYPES),
  /** The event's name; of calls that have none, their type. */
  event: z.string().check(z.minLength(1), z.maxLength(128)),
  /** `value` moves points or money and has a queue of its own; `activity` is folded. */
  class: z.enum(['value', 'activity']),
  messageId: id,
  /** The member, vouched for by a server key or an identity token. */
  userId: z.optional(id),
  anonymousId: z.optional(id),
  timestamp: z.iso.datetime(),
  receivedAt: z.iso.datetime(),
  /** Stored and counted; it never credits, triggers or sends. */
  isBackfill: z.optional(z.boolean()),
  /** Whether a public key sent it, so that it came from the member's own page or app. */
  isFromClient: z.optional(z.boolean()),
  facts: z.record(z.string(), z.unknown()),
});

export type PlatformEvent = Readonly<z.infer<typeof platformEvent>>;

const NOT_BY_MEMBER = new Set([
  'Order Delivered',
  'Order Refunded',
  'Order Returned',
  'Order Cancelled',
  'Ticket Answered',
  'Ticket Resolved',
]);

/**
 * Whether the member did it, so that the day counts as active: visits and orders do, what a server tells (a delivery, a
 * traits update) does not.
 */
export function isByMember({ type, event, isFromClient }: PlatformEvent): boolean {
  if (type === 'track') return !NOT_BY_MEMBER.has(event);
  return type === 'page' || type === 'screen' || isFromClient === true;
}
