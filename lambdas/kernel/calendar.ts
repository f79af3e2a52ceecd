/**
 * Business days. A day is a date `yyyy-mm-dd` of a time zone; arithmetic on days knows no zone, and only
 * {@link dayOf} and {@link startOfDay} go between days and instants.
 */

const MS_PER_DAY = 86_400_000;
/** Zones lie between 12 hours behind UTC and 14 ahead. */
const ZONE_SPREAD_MS = 15 * 3_600_000;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The day that an instant (milliseconds since the epoch) belongs to in a zone. */
export function dayOf(instantMs: number, timeZone: string): string {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formatters.set(timeZone, formatter);
  }
  return formatter.format(instantMs);
}

const minuteFormatters = new Map<string, Intl.DateTimeFormat>();

/** The minute that the clocks of a zone show at an instant: `yyyy-mm-ddThh:mm`. One that they show twice is the same. */
export function minuteOf(instantMs: number, timeZone: string): string {
  let formatter = minuteFormatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    minuteFormatters.set(timeZone, formatter);
  }
  return `${dayOf(instantMs, timeZone)}T${formatter.format(instantMs)}`;
}

/**
 * The first instant of a day in a zone, in milliseconds since the epoch. Where the clocks skip midnight the day begins
 * when the gap ends. Found by bisection, so that no rule about offsets has to be right.
 */
export function startOfDay(day: string, timeZone: string): number {
  const utcMidnightMs = utcMs(day);
  let beforeMs = utcMidnightMs - ZONE_SPREAD_MS;
  let insideMs = utcMidnightMs + ZONE_SPREAD_MS;
  while (insideMs - beforeMs > 1) {
    const middleMs = Math.floor((beforeMs + insideMs) / 2);
    if (dayOf(middleMs, timeZone) < day) beforeMs = middleMs;
    else insideMs = middleMs;
  }
  return insideMs;
}

export function addDays(day: string, days: number): string {
  return isoDay(utcMs(day) + days * MS_PER_DAY);
}

/** Whole days from one day to another; below zero if the other is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((utcMs(to) - utcMs(from)) / MS_PER_DAY);
}

/** Adds months; a day that the month does not have becomes its last: 31 January + 1 month is 28 or 29 February. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, dayOfMonth = 1] = day.split('-').map(Number);
  const firstMs = Date.UTC(year, month - 1 + months, 1);
  const first = new Date(firstMs);
  const daysInMonth = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return isoDay(firstMs + (Math.min(dayOfMonth, daysInMonth) - 1) * MS_PER_DAY);
}

function utcMs(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function isoDay(utcMidnightMs: number): string {
  return new Date(utcMidnightMs).toISOString().slice(0, 10);
}
