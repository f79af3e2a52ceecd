import { expect, test } from 'vitest';
import {
  afterFailure,
  afterFeedback,
  beginsToTell,
  type ChannelState,
  isStopped,
  stopReason,
} from '../../../lambdas/outreach/channel-state.ts';

const GOING: ChannelState = { version: 2 };
const NOON = new Date('2026-06-10T04:00:00.000Z');
const later = (hours: number) => new Date(NOON.getTime() + hours * 3_600_000);

test.each([
  [{ sent: 99, bounced: 99, complained: 99 }, undefined],
  [{ sent: 100, bounced: 2, complained: 0 }, undefined],
  [{ sent: 100, bounced: 3, complained: 0 }, '3 of 100 bounced in a day'],
  [{ sent: 2_000, bounced: 40, complained: 1 }, undefined],
  [{ sent: 2_000, bounced: 0, complained: 2 }, '2 complaints about 2000 in a day'],
  [{ sent: 100, bounced: 0, complained: 1 }, '1 complaints about 100 in a day'],
  [{ sent: 0, bounced: 0, complained: 0 }, undefined],
])('a day of %j stops marketing for: %s', (day, reason) => {
  expect(stopReason(day)).toBe(reason);
});

test.each([
  [GOING, []],
  [{ ...GOING, stoppedAt: NOON.toISOString() }, ['marketing']],
  [{ ...GOING, stoppedAt: NOON.toISOString(), scope: 'marketing' as const }, ['marketing']],
  [{ ...GOING, stoppedAt: NOON.toISOString(), scope: 'all' as const }, ['transactional', 'service', 'marketing']],
])('the channel %j holds %j back', (state, held) => {
  expect((['transactional', 'service', 'marketing'] as const).filter((kind) => isStopped(state, kind))).toEqual(held);
});

test('a receiver that takes nothing for three days is sent nothing more, and is told of once', () => {
  const failing = afterFailure(GOING, NOON);
  expect(failing).toEqual({ version: 2, failingSince: NOON.toISOString() });
  if (failing === undefined) return;
  expect(afterFailure(failing, later(1))).toBeUndefined();
  expect(afterFailure(failing, new Date(later(72).getTime() - 1))).toBeUndefined();
  const stopped = afterFailure(failing, later(72));
  expect(stopped).toEqual({
    ...failing,
    stoppedAt: later(72).toISOString(),
    scope: 'all',
    reason: `nothing was taken since ${NOON.toISOString()}`,
  });
  // A stop of marketing alone does not keep the rest from being stopped.
  const half: ChannelState = { ...failing, stoppedAt: NOON.toISOString(), scope: 'marketing' };
  expect(afterFailure(half, later(72))).toEqual(stopped);
  if (stopped !== undefined) expect(afterFailure(stopped, later(100))).toBeUndefined();
});

test('a bad day stops marketing once, and what a person has seen of it does not stop it again', () => {
  const bad = { sent: 1_000, bounced: 21, complained: 0 };
  const stopped = afterFeedback(GOING, '2026-06-10', bad, NOON);
  const reason = '21 of 1000 bounced in a day';
  expect(stopped).toEqual({ version: 2, stoppedAt: NOON.toISOString(), scope: 'marketing', reason });
  if (stopped !== undefined) expect(afterFeedback(stopped, '2026-06-10', bad, later(1))).toBeUndefined();
  const resumed: ChannelState = { version: 3, resumed: { day: '2026-06-10', ...bad } };
  const after = (day: string, counted: typeof bad) => afterFeedback(resumed, day, counted, later(2))?.reason;
  expect(after('2026-06-10', { ...bad, bounced: 25 })).toBeUndefined();
  expect(after('2026-06-10', { sent: 1_100, bounced: 24, complained: 0 })).toBe('3 of 100 bounced in a day');
  expect(after('2026-06-09', bad)).toBeUndefined();
  expect(after('2026-06-11', bad)).toBe(reason);
});

test('a day begins to tell once, with the hundredth message, and after a resumption with the hundredth since', () => {
  const crossing = (state: ChannelState) =>
    Array.from({ length: 300 }, (_, index) => index + 1).filter((sent) =>
      beginsToTell(state, '2026-06-10', sent - 1, sent),
    );
  expect(crossing(GOING)).toEqual([100]);
  const seen = { sent: 120, bounced: 12, complained: 0 };
  expect(crossing({ version: 3, resumed: { day: '2026-06-10', ...seen } })).toEqual([220]);
  expect(crossing({ version: 3, resumed: { day: '2026-06-09', ...seen } })).toEqual([100]);
});
