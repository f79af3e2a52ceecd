import { addDays, dayOf } from '../kernel/calendar.ts';

export type ExpiryPolicy = { readonly kind: 'never' } | { readonly kind: 'afterDays'; readonly days: number };

/** The expiry day of points that never expire. */
export const NEVER = 'never';

/** What one order earned, as long as it can be taken back by a return. */
export interface PendingLot {
  readonly memberId: string;
  readonly orderId: string;
  readonly points: number;
  /** ISO-8601 in UTC: when the return window ends. */
  readonly releaseAt: string;
  /** Fixed when earned: a programme-zone date, or {@link NEVER}. */
  readonly expiryDay: string;
}

/**
 * The day at whose beginning points earned at an instant (milliseconds since the epoch) expire. A later change of
 * policy does not move it.
 */
export function calculateExpiryDay(earnedAtMs: number, policy: ExpiryPolicy, timeZone: string): string {
  if (policy.kind === 'never') return NEVER;
  // The day of earning counts whole, so the points are good for so many full days after it.
  return addDays(dayOf(earnedAtMs, timeZone), policy.days + 1);
}
