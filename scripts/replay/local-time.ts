const MINUTE_MS = 60_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * The instant of a wall-clock time (`yyyy-mm-dd hh:mm:ss`) in a zone, as ISO-8601 in UTC. Of a time that the clocks
 * repeat it is the first, and one that they skip counts on from before the gap.
 */
export function instantOf(wallClock: string, timeZone: string): string {
  const asUtcMs = Date.parse(`${wallClock.replace(' ', 'T')}Z`);
  if (Number.isNaN(asUtcMs)) throw new RangeError(`"${wallClock}" is no time such as 2010-12-01 08:26:00`);
  const before = offsetMs(asUtcMs - 24 * 60 * MINUTE_MS, timeZone);
  const after = offsetMs(asUtcMs + 24 * 60 * MINUTE_MS, timeZone);
  const fitting = [before, after].find((offset) => offsetMs(asUtcMs - offset, timeZone) === offset);
  return new Date(asUtcMs - (fitting ?? before)).toISOString();
}

/** How far the zone is ahead of UTC at an instant. */
function offsetMs(instantMs: number, timeZone: string): number {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-CA', { timeZone, timeZoneName: 'longOffset' });
    formatters.set(timeZone, formatter);
  }
  const name = formatter.formatToParts(instantMs).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours = '0', minutes = '0'] = /^GMT(?:([+-])(\d{2}):(\d{2}))?$/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}
