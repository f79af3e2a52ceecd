import * as z from 'zod/mini';

export const DOMAIN_EVENT_SOURCE = 'holdfast';

/**
 * What happened, as other systems may rely on it. `id` derives from the item that recorded it, so an event delivered
 * twice is the same event; a breaking change is a new `version` beside the old.
 */
export interface DomainEvent {
  readonly name: string;
  readonly version: number;
  readonly id: string;
  /** ISO-8601 in UTC: when it happened, not when it was published. */
  readonly occurredAt: string;
  readonly data: { readonly memberId: string } & Readonly<Record<string, unknown>>;
}

/** A domain event as it arrives through the bus. */
export const domainEventDetail = z.object({
  version: z.number(),
  id: z.string().check(z.minLength(1)),
  occurredAt: z.iso.datetime(),
  data: z.looseObject({ memberId: z.string().check(z.minLength(1)) }),
});
