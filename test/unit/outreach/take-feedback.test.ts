import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Feedback } from '../../../lambdas/kernel/message-outcome.ts';
import type { Write } from '../../../lambdas/kernel/table/transaction.ts';
import type { ChannelDay, ChannelState } from '../../../lambdas/outreach/channel-state.ts';
import type { EmailFeedback } from '../../../lambdas/outreach/email-event.ts';
import type { MessageReference } from '../../../lambdas/outreach/message-tag.ts';
import { createStopMarketing } from '../../../lambdas/outreach/stop-marketing.ts';
import { createTakeFeedback } from '../../../lambdas/outreach/take-feedback.ts';
import { createTakeSmsResults } from '../../../lambdas/outreach/take-sms-results.ts';

const NOW = new Date('2026-06-12T04:00:00.000Z');
const DAY = '2026-06-10';
const at = (hour: number) => `${DAY}T${String(hour).padStart(2, '0')}:00:00.000Z`;
const feedbackOf = (index: number, told: Partial<EmailFeedback>): EmailFeedback => ({
  message: { memberId: `m-${index}`, messageKey: 'k' },
  heard: 'deliveredAt',
  at: at(5),
  sentAt: at(4),
  addresses: [`a${index}@mail.example`],
  ...told,
});
const bounce = (index: number) =>
  feedbackOf(index, { heard: 'bouncedAt', counts: 'bounced', suppression: 'BOUNCE' as const });

class Killed extends Error {}

/** All that feedback touches, in memory; the `killAt`th call dies after it was done. */
function rig(sent: number, killAt = 0) {
  const heard = new Map<string, string>();
  const suppressed = new Map<string, string>();
  const day = { sent, bounced: 0, complained: 0 };
  const channel = { state: { version: 0 } as ChannelState, stops: [] as unknown[] };
  let calls = 0;
  async function step<T>(call: () => T): Promise<T> {
    calls += 1;
    const answer = call();
    if (calls === killAt) throw new Killed();
    return answer;
  }
  const messages = {
    keepFeedback: ({ memberId }: MessageReference, what: keyof Feedback, instant: string, counted?: Write) =>
      step(() => {
        const known = heard.get(`${memberId} ${what}`);
        if (known === undefined && counted !== undefined) day[what === 'bouncedAt' ? 'bounced' : 'complained'] += 1;
        if (known !== undefined && known <= instant) return false;
        heard.set(`${memberId} ${what}`, instant);
        return true;
      }),
    byProviderId: async (id: string) =>
      id.startsWith('p-') ? { memberId: `m-${id.slice(2)}`, messageKey: 'k' } : undefined,
  };
  const suppressions = {
    suppress: (address: string, { reason }: { reason: string }) =>
      step(() => {
        if (!suppressed.has(address)) suppressed.set(address, reason);
        return true;
      }),
  };
  const channels = {
    state: () => step(() => channel.state),
    day: () => step((): ChannelDay => ({ ...day })),
    replace: (_: string, next: ChannelState) =>
      step(() => {
        if (next.version !== channel.state.version) return 'CHANGED_MEANWHILE' as const;
        channel.state = { ...next, version: next.version + 1 };
        return 'KEPT' as const;
      }),
  };
  const stopMarketing = createStopMarketing(
    channels,
    () => NOW,
    (...stop) => channel.stops.push(stop),
  );
  return {
    ...{ heard, suppressed, day, channel },
    take: createTakeFeedback({ messages, suppressions, stopMarketing }),
    takeSms: createTakeSmsResults({ messages, suppressions, clock: () => NOW }),
  };
}

const told = fc.record({
  index: fc.integer({ min: 0, max: 3 }),
  hour: fc.integer({ min: 4, max: 9 }),
  kind: fc.constantFrom('delivered', 'bounced', 'complained'),
});
const KINDS: Readonly<Record<string, Partial<EmailFeedback>>> = {
  delivered: { heard: 'deliveredAt' },
  bounced: { heard: 'bouncedAt', counts: 'bounced', suppression: 'BOUNCE' },
  complained: { heard: 'complainedAt', counts: 'complained', suppression: 'COMPLAINT' },
};

test('feedback in any order, told again, and cut off anywhere comes to the same, and nothing lifts a suppression', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(told, { maxLength: 12 }),
      fc.array(fc.nat(), { maxLength: 12 }),
      fc.integer({ min: 0, max: 60 }),
      async (all, again, killAt) => {
        const events = all.map(({ index, hour, kind }) => feedbackOf(index, { ...KINDS[kind], at: at(hour) }));
        const expected = rig(200);
        for (const event of events) await expected.take(event);
        const shuffled = rig(200, killAt);
        const doubled = [...events, ...again.flatMap((each) => events[each % Math.max(1, events.length)] ?? [])];
        for (const event of doubled.reverse()) {
          await shuffled.take(event).catch((error: unknown) => {
            if (!(error instanceof Killed)) throw error;
            return shuffled.take(event);
          });
        }
        expect(shuffled.heard).toEqual(expected.heard);
        expect([...shuffled.suppressed.keys()].sort()).toEqual([...expected.suppressed.keys()].sort());
        expect(shuffled.day).toEqual(expected.day);
        expect(shuffled.channel.state.stoppedAt).toBe(expected.channel.state.stoppedAt);
      },
    ),
  ));

test('a storm of bounces stops marketing once, and suppresses each address', async () => {
  const { take, channel, suppressed, day } = rig(1_000);
  await Promise.all(Array.from({ length: 50 }, (_, index) => take(bounce(index))));
  expect(day.bounced).toBe(50);
  expect(suppressed.size).toBe(50);
  expect(channel.state).toMatchObject({ scope: 'marketing', stoppedAt: NOW.toISOString() });
  expect(channel.stops).toHaveLength(1);
});

test('a bounce of an e-mail that is not ours suppresses its address and counts for nothing', async () => {
  const { take, suppressed, day } = rig(1_000);
  await take({ ...bounce(1), message: undefined });
  expect([suppressed.size, day.bounced]).toEqual([1, 0]);
});

test('results of SMS reach their messages; those of others are let go, unless they are too fresh to tell', async () => {
  const { takeSms, heard, suppressed } = rig(0);
  const result = { heard: 'deliveredAt' as const, at: at(5) };
  const failed = { heard: 'undeliveredAt' as const, at: at(6), unreachable: '+15550100' };
  await takeSms([
    { ...result, providerId: 'p-1' },
    { ...failed, providerId: 'p-2' },
    { ...result, providerId: 'x-9' },
  ]);
  expect([...heard]).toEqual([
    ['m-1 deliveredAt', at(5)],
    ['m-2 undeliveredAt', at(6)],
  ]);
  expect([...suppressed]).toEqual([['+15550100', 'UNREACHABLE']]);
  const fresh = { ...result, at: NOW.toISOString() };
  // The others of the batch are not held up by it.
  const both = [
    { ...fresh, providerId: 'x-1' },
    { ...fresh, providerId: 'p-3' },
  ];
  await expect(takeSms(both)).rejects.toThrow('the messages of 1 fresh results are not found yet');
  expect(heard.get('m-3 deliveredAt')).toBe(NOW.toISOString());
});
