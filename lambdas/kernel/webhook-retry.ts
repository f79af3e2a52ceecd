const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How long is waited after the first attempt, the second, …; from then on as long as the last. */
const DELAYS_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
  8 * HOUR_MS,
] as const;
const LONGEST_MS = 8 * HOUR_MS;
/** So much shorter or longer: those who failed together don't come back together. */
const JITTER = 0.2;
const TRIED_MS = 24 * HOUR_MS;

/**
 * When a webhook that was not taken is tried again. The last attempt is made 24 hours after the first, whatever the
 * jitter was, so that a receiver who was away for less than a day misses nothing.
 * @param attempt how many there were, 1 or more
 * @param random from 0 to 1
 * @param retryAfterSeconds what the receiver asked for: it is not tried before, unless the 24 hours end
 */
export function nextWebhookAttempt(
  attempt: number,
  firstAt: Date,
  lastAt: Date,
  random: number,
  retryAfterSeconds = 0,
): Date | 'GIVE_UP' {
  if (!Number.isInteger(attempt) || attempt < 1) throw new Error(`attempts are counted from 1, given: ${attempt}`);
  const endMs = firstAt.getTime() + TRIED_MS;
  if (lastAt.getTime() >= endMs) return 'GIVE_UP';
  const delayMs = (DELAYS_MS[attempt - 1] ?? LONGEST_MS) * (1 - JITTER + 2 * JITTER * random);
  const nextMs = lastAt.getTime() + Math.max(Math.round(delayMs), retryAfterSeconds * SECOND_MS);
  return new Date(Math.min(nextMs, endMs));
}
