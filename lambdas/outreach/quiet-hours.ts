import { minuteOf } from '../kernel/calendar.ts';

/** Clock times `hh:mm` between which nobody is disturbed: `[from, to)`, across midnight where `to` is the earlier. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** Clocks are moved by two hours at most. */
const SHIFT_MINUTES_MAX = 120;
/** Zones that are awake at different times are asked in turn for so many nights. */
const NIGHTS_MAX = 8;

/**
 * When quiet hours end in a zone, to the minute; undefined where there are none at that instant. Clocks that are moved
 * meanwhile make the night shorter or longer: it ends when they show its end, or have skipped it.
 */
export function quietUntil(now: Date, timeZone: string, hours: QuietHours): Date | undefined {
  const isQuiet = (atMs: number) => isWithin(clockOf(atMs, timeZone), hours);
  const startMs = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  if (!isQuiet(startMs)) return undefined;
  const left = (minutesOf(hours.to) - minutesOf(clockOf(startMs, timeZone)) + DAY_MINUTES) % DAY_MINUTES;
  // By clocks that stand still; then the minutes around it, as far as clocks are moved.
  let endMs = startMs + Math.max(0, left - SHIFT_MINUTES_MAX) * MINUTE_MS;
  for (let minute = 0; isQuiet(endMs); minute += 1) {
    if (minute > DAY_MINUTES)
      throw new Error(`quiet hours from ${hours.from} to ${hours.to} do not end in ${timeZone}`);
    endMs += MINUTE_MS;
  }
  return new Date(endMs);
}

/**
 * When all of some zones are awake, for a member whose zone nobody knows; undefined where they are now, `NEVER` where
 * their days do not meet.
 */
export function allAwakeAt(now: Date, timeZones: readonly string[], hours: QuietHours): Date | 'NEVER' | undefined {
  let at = now;
  for (let night = 0; night < NIGHTS_MAX * timeZones.length; night += 1) {
    const ends = timeZones.flatMap((zone) => quietUntil(at, zone, hours) ?? []);
    const latest = ends.sort((a, b) => b.getTime() - a.getTime())[0];
    if (latest === undefined) return at === now ? undefined : at;
    at = latest;
  }
  return 'NEVER';
}

function isWithin(clock: string, { from, to }: QuietHours): boolean {
  return from < to ? clock >= from && clock < to : clock >= from || clock < to;
}

const clockOf = (atMs: number, timeZone: string): string => minuteOf(atMs, timeZone).slice(11);

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}
