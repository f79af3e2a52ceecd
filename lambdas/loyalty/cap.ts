import { addDays, addMonths, dayOf, startOfDay } from '../kernel/calendar.ts';
import type { CapUse } from './ledger-change.ts';

/** A late event may come long after its period; that it was counted is remembered for a year more. */
const REMEMBERED_DAYS = 366;

export type CapPeriod = 'day' | 'week' | 'month' | 'year' | 'ever';

/** Something that a member does, and that is counted. */
export interface Counted {
  readonly memberId: string;
  readonly name: string;
  /** ISO-8601 in UTC. */
  readonly at: string;
}

/** The use of a limit in the period of the programme's calendar that something falls into. */
export function capAt(
  { memberId, name, at }: Counted,
  { times, per }: { readonly times: number; readonly per: CapPeriod },
  timeZone: string,
): CapUse {
  const { period, next } = periodOf(dayOf(Date.parse(at), timeZone), per);
  const endsAt = new Date(startOfDay(addDays(next, REMEMBERED_DAYS), timeZone)).toISOString();
  return { memberId, action: name, period, timesMax: times, endsAt };
}

/** A period by name, and the day on which the next begins. Weeks begin on Monday and are named after it. */
export function periodOf(day: string, per: CapPeriod): { readonly period: string; readonly next: string } {
  const year = day.slice(0, 4);
  switch (per) {
    case 'day':
      return { period: day, next: addDays(day, 1) };
    case 'week': {
      const sinceMonday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
      const monday = addDays(day, -sinceMonday);
      return { period: `week-${monday}`, next: addDays(monday, 7) };
    }
    case 'month':
      return { period: day.slice(0, 7), next: addMonths(`${day.slice(0, 7)}-01`, 1) };
    case 'year':
      return { period: year, next: `${Number(year) + 1}-01-01` };
    case 'ever':
      return { period: 'ever', next: '9000-01-01' };
  }
}
