import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextWebhookAttempt } from '../../../lambdas/kernel/webhook-retry.ts';

const FIRST = new Date('2026-10-24T12:00:00Z');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** When all attempts are made, in seconds after the first, if nobody ever takes the webhook. */
function attemptsOf(random: () => number): number[] {
  const times = [FIRST];
  for (;;) {
    const next = nextWebhookAttempt(times.length, FIRST, times.at(-1) ?? FIRST, random());
    if (next === 'GIVE_UP') return times.map((time) => (time.getTime() - FIRST.getTime()) / 1000);
    times.push(next);
    if (times.length > 100) throw new Error('it never gives up');
  }
}

test('without jitter the delays grow from five seconds to eight hours, until a day is over', () => {
  const times = attemptsOf(() => 0.5);
  const delays = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(delays).toEqual([5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800, 1_045]);
});

test('however the dice fall, attempts come later and later, and the last one when the day is over', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (dice) => {
      const times = attemptsOf(() => dice.next().value);
      expect(times.at(-1)).toBe(DAY_MS / 1000);
      expect(times.length).toBeGreaterThanOrEqual(11);
      expect(times.length).toBeLessThanOrEqual(13);
      const delays = times.slice(1, -1).map((time, index) => time - (times[index] ?? 0));
      // The last two delays are eight hours each, a fifth more or less.
      for (const [index, delay] of delays.slice(0, 9).entries()) {
        expect(delay).toBeGreaterThan(delays[index - 1] ?? 0);
      }
    }),
  );
});

test('a delay is up to a fifth shorter or longer', () => {
  const delayMs = (random: number) => Number(nextWebhookAttempt(4, FIRST, FIRST, random)) - FIRST.getTime();
  expect([delayMs(0), delayMs(0.5), delayMs(1)]).toEqual([480_000, 600_000, 720_000]);
});

test('it is not tried before the receiver wants it, but when the day is over at the latest', () => {
  const next = (seconds: number) => nextWebhookAttempt(1, FIRST, FIRST, 0, seconds);
  expect(next(2)).toEqual(new Date(FIRST.getTime() + 4_000));
  expect(next(3_600)).toEqual(new Date(FIRST.getTime() + HOUR_MS));
  expect(next(86_400 * 30)).toEqual(new Date(FIRST.getTime() + DAY_MS));
});

test('at the end of the day and after it nothing is tried again', () => {
  const after = (ms: number) => nextWebhookAttempt(2, FIRST, new Date(FIRST.getTime() + ms), 0.5);
  expect(after(DAY_MS - 1)).toEqual(new Date(FIRST.getTime() + DAY_MS));
  expect(after(DAY_MS)).toBe('GIVE_UP');
  expect(after(DAY_MS * 4)).toBe('GIVE_UP');
});

test.each([0, -1, 1.5, Number.NaN])('%d is no number of attempts', (attempt) => {
  expect(() => nextWebhookAttempt(attempt, FIRST, FIRST, 0.5)).toThrow(`counted from 1, given: ${attempt}`);
});
