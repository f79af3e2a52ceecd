import { addDays, addMonths, dayOf } from '../kernel/calendar.ts';

const MONTHS_PER_YEAR = 12;

/** How long points are good for, counted from the day of earning in the programme's zone. */
export type ExpiryPolicy =
  | { readonly kind: 'never' }
  /** For so many whole days after the day of earning. */
  | { readonly kind: 'afterDays'; readonly days: number }
  /** To the end of the month that comes so many months after that of earning. */
  | { readonly kind: 'endOfMonth'; readonly months: number }
  /** To the end of the year that comes so many years after that of earning. */
  | { readonly kind: 'endOfYear'; readonly years: number }
  /** For so many months after the day on which the member last earned or spent. */
  | { readonly kind: 'inactivity'; readonly months: number };

/** The expiry day of points that never expire. */
export const NEVER = 'never';

/**
 * The day at whose beginning all points of a member expire who does nothing after an instant (milliseconds since the
 * epoch); undefined where that is not the policy. 31 August and six months are the end of February.
 */
export function calculateInactiveDay(activeAtMs: number, policy: ExpiryPolicy, timeZone: string): string | undefined {
  if (policy.kind !== 'inactivity') return undefined;
  return addDays(addMonths(dayOf(activeAtMs, timeZone), policy.months), 1);
}

/** What one order earned, as long as it can be taken back by a return. */
export interface PendingLot {
  readonly memberId: string;
  readonly orderId: string;
  readonly points: number;
  /** ISO-8601 in UTC: when the return window ends. */
  readonly releaseAt: string;
  /** Fixed when earned: a programme-zone date, or {@link NEVER}. */
  readonly expiryDay: string;
  /** The policy that it was dated by, by name; absent until it is kept. */
  readonly policy?: string | undefined;
}

/** A policy in one word: points are dated by one, and a change of it finds those of the ones before. */
export const policyName = ({ kind, ...length }: ExpiryPolicy): string => [kind, ...Object.values(length)].join(' ');

/**
 * The day at whose beginning points earned at an instant (milliseconds since the epoch) expire, or {@link NEVER}. A
 * later change of policy does not move it.
 */
export function calculateExpiryDay(earnedAtMs: number, policy: ExpiryPolicy, timeZone: string): string {
  const earned = dayOf(earnedAtMs, timeZone);
  switch (policy.kind) {
    case 'never':
    case 'inactivity':
      return NEVER;
    case 'afterDays':
      // The day of earning counts whole, so the points are good for so many full days after it.
      return addDays(earned, policy.days + 1);
    case 'endOfMonth':
      return addMonths(`${earned.slice(0, 7)}-01`, policy.months + 1);
    case 'endOfYear':
      return addMonths(`${earned.slice(0, 4)}-01-01`, (policy.years + 1) * MONTHS_PER_YEAR);
  }
}
