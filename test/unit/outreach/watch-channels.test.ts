import { expect, test } from 'vitest';
import type { SendAnswer } from '../../../lambdas/outreach/channel.ts';
import type { ChannelState } from '../../../lambdas/outreach/channel-state.ts';
import { createWatchChannels } from '../../../lambdas/outreach/watch-channels.ts';

const DAY_MS = 86_400_000;
const SENT: SendAnswer = { kind: 'SENT', providerId: 'p' };
const NOT_TAKEN: SendAnswer = { kind: 'NOT_TAKEN', reason: 'answered 500' };

function rig(bounced = 0) {
  const kept = { state: { version: 0 } as ChannelState, sent: 0, reads: 0, nowMs: Date.parse('2026-06-10T04:00:00Z') };
  const stops: (string | undefined)[] = [];
  const watch = createWatchChannels(
    {
      state: async () => {
        kept.reads += 1;
        return kept.state;
      },
      day: async () => ({ sent: kept.sent, bounced, complained: 0 }),
      countSent: async (_channel, _day, by) => {
        kept.sent += by;
        return kept.sent;
      },
      replace: async (_channel, next) => {
        kept.state = { ...next, version: next.version + 1 };
        return 'KEPT';
      },
    },
    () => new Date(kept.nowMs),
    (_channel, reason) => stops.push(reason),
  );
  return { kept, stops, watch };
}

test('bounces that were heard before what was sent was counted stop marketing as soon as there is enough of it', async () => {
  const { kept, stops, watch } = rig(12);
  for (let sent = 0; sent < 95; sent += 5)
    await watch.report(
      'email',
      Array.from({ length: 5 }, () => SENT),
    );
  expect(kept.state.stoppedAt).toBeUndefined();
  await watch.report(
    'email',
    Array.from({ length: 5 }, () => SENT),
  );
  expect(kept.state).toMatchObject({ scope: 'marketing', reason: '12 of 100 bounced in a day' });
  expect(stops).toEqual(['12 of 100 bounced in a day']);
  expect((await watch.states()).email).toMatchObject({ scope: 'marketing' });
});

test('a receiver that takes nothing for three days is stopped, with one alarm, and one that takes again is forgiven', async () => {
  const { kept, stops, watch } = rig();
  await watch.report('webhook', [NOT_TAKEN]);
  expect(kept.state.failingSince).toBeDefined();
  kept.nowMs += DAY_MS;
  await watch.report('webhook', [NOT_TAKEN, SENT]);
  expect(kept.state.failingSince).toBeUndefined();
  for (let day = 0; day <= 4; day += 1) {
    kept.nowMs += DAY_MS;
    await watch.report('webhook', [NOT_TAKEN]);
  }
  expect(kept.state).toMatchObject({ scope: 'all' });
  expect(stops).toHaveLength(1);
});

test('states are read twice a minute, whoever asks', async () => {
  const { kept, watch } = rig();
  await Promise.all(Array.from({ length: 20 }, () => watch.states()));
  expect(kept.reads).toBe(3);
  kept.nowMs += 30_000;
  await watch.states();
  expect(kept.reads).toBe(6);
});
