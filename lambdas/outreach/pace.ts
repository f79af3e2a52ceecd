/** Seconds of a minute, of each of which it is known how many grants are taken. */
export type TakenGrants = readonly number[];

/** So many sends in a second (seconds since the epoch). */
export interface Grant {
  readonly second: number;
  readonly count: number;
}

export const MINUTE_SECONDS = 60;

/**
 * Which seconds of a minute so many sends get, the earliest from a second on that have room. What does not fit into the
 * minute gets none; grants that are not used lapse with their second.
 * @param taken by second of the minute
 * @param minuteStart the first second of the minute, in seconds since the epoch
 */
export function planGrants(
  taken: TakenGrants,
  minuteStart: number,
  from: number,
  count: number,
  ratePerSecond: number,
): readonly Grant[] {
  const grants: Grant[] = [];
  let left = count;
  for (let second = Math.max(from, minuteStart); left > 0 && second < minuteStart + MINUTE_SECONDS; second += 1) {
    const room = ratePerSecond - (taken[second - minuteStart] ?? 0);
    if (room <= 0) continue;
    const granted = Math.min(room, left);
    grants.push({ second, count: granted });
    left -= granted;
  }
  return grants;
}

/** The start of the minute of a second. */
export const minuteStartOf = (second: number): number => second - (second % MINUTE_SECONDS);

/** Who begins later than that in a second is not done with all of its messages before the next. */
const LAST_START_MS = 500;
/** Whatever is sent that late in its second may be counted in the next one. */
const LAST_SEND_MS = 850;

/** Whether sending by the grant of a second can still begin, or is waited for. */
export const isGrantOpen = (second: number, nowMs: number): boolean => nowMs < second * 1000 + LAST_START_MS;

/** Whether a message may still be sent by the grant of a second. */
export const isGrantLeft = (second: number, nowMs: number): boolean => nowMs < second * 1000 + LAST_SEND_MS;
