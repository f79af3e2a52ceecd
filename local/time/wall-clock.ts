/**
 * A wall-clock time is written as the milliseconds at which a clock in UTC would show it, so that it can be computed
 * with like an instant.
 */
const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

export function isTimeZone(timeZone: string): boolean {
  try {
    formatOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

/** What the clock on the wall shows at an instant. */
export function wallFromInstant(instantMs: number, timeZone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(instantMs)) parts[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  const belowSecondMs = ((instantMs % 1000) + 1000) % 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) + belowSecondMs;
}

/** The first instant at which the clock shows a time; undefined if a clock change leaves it out. */
export function wallToInstant(wallMs: number, timeZone: string): number | undefined {
  // Whichever change is near, the offset that holds is that of the day before or that of the day after.
  const offsets = [wallMs - DAY_MS, wallMs + DAY_MS].map((nearMs) => wallFromInstant(nearMs, timeZone) - nearMs);
  const instants = offsets.map((offsetMs) => wallMs - offsetMs).sort((a, b) => a - b);
  return instants.find((instantMs) => wallFromInstant(instantMs, timeZone) === wallMs);
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
}
