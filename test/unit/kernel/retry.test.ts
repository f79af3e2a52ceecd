import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { waitBeforeRetry } from '../../../lambdas/kernel/retry.ts';

beforeEach(() => {
  vi.spyOn(Math, 'random');
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** How long it waited, when the dice fell so. Timers may fire a millisecond early. */
async function waitedMs(attempt: number, dice: number): Promise<number> {
  vi.mocked(Math.random).mockReturnValue(dice);
  const startMs = performance.now();
  await waitBeforeRetry(attempt);
  return performance.now() - startMs;
}

test('the wait can be as short as nothing, so that those who collided spread', async () => {
  expect(await waitedMs(8, 0)).toBeLessThan(200);
});

test('the longest wait doubles with each attempt', async () => {
  for (const [attempt, longestMs] of [
    [1, 20],
    [2, 40],
    [3, 80],
  ] as const) {
    expect(await waitedMs(attempt, 1)).toBeGreaterThanOrEqual(longestMs - 2);
  }
});

test('however many attempts there were, the wait stays about a second at most', async () => {
  const wait = await waitedMs(1_000, 1);
  expect(wait).toBeGreaterThanOrEqual(998);
  expect(wait).toBeLessThan(1_900);
});

test('the third wait is at most 80 ms long', async () => {
  // The shortest of three, since a busy machine can make any of them longer.
  const waits = [await waitedMs(3, 1), await waitedMs(3, 1), await waitedMs(3, 1)];
  expect(Math.min(...waits)).toBeLessThan(150);
});
