import { addDays, startOfDay } from '../kernel/calendar.ts';
import { NEVER } from './lot.ts';

/** Days before expiry at which the member is told. */
export const NOTICE_DAYS = [30, 7, 1] as const;

/** A notice so many days before expiry; 0 is expiry itself. */
export interface ExpiryStep {
  readonly daysLeft: number;
  /** ISO-8601 in UTC. */
  readonly at: string;
}

/** All that happens to points that expire on a day, in order. The day is a date of the zone, at whose beginning they expire. */
function stepsOf(expiryDay: string, timeZone: string): readonly ExpiryStep[] {
  if (expiryDay === NEVER) return [];
  return [...NOTICE_DAYS, 0].map((daysLeft) => ({
    daysLeft,
    at: new Date(startOfDay(addDays(expiryDay, -daysLeft), timeZone)).toISOString(),
  }));
}

/** What comes next after an instant; past its end, expiry itself. Undefined for points that never expire. */
export function nextExpiryStep(expiryDay: string, now: Date, timeZone: string): ExpiryStep | undefined {
  const steps = stepsOf(expiryDay, timeZone);
  return steps.find(({ at }) => at > now.toISOString()) ?? steps.at(-1);
}

/** The latest step that has come by an instant: after an outage one notice is told, and not all that were missed. */
export function currentExpiryStep(expiryDay: string, now: Date, timeZone: string): ExpiryStep | undefined {
  return stepsOf(expiryDay, timeZone).findLast(({ at }) => at <= now.toISOString());
}
