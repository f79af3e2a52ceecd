import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_WAIT_MS = 20;
const WAIT_MAX_MS = 1_000;

/**
 * Waits before the next attempt: exponential with full jitter, so that those who collided do not meet again.
 * See https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export async function waitBeforeRetry(attempt: number): Promise<void> {
  const ceilingMs = Math.min(WAIT_MAX_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  await sleep(Math.random() * ceilingMs);
}
