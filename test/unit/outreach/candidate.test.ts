import { expect, test } from 'vitest';
import { type Candidate, decideCandidates, keyOf } from '../../../lambdas/outreach/candidate.ts';
import type { ChannelState } from '../../../lambdas/outreach/channel-state.ts';
import { consentKey } from '../../../lambdas/outreach/consent.ts';
import type { Verdict } from '../../../lambdas/outreach/contact-decision.ts';
import { messageBody } from '../../../programmes/message-schema.ts';

const NOW = new Date('2026-06-10T04:00:00.000Z');
const HOUR_MS = 3_600_000;
const hoursFromNow = (hours: number) => new Date(NOW.getTime() + hours * HOUR_MS).toISOString();
const name = { en: 'Offer', zh: '优惠' };
const CONTENT = { subject: 'News', blocks: [{ text: 'News' }] };
const SETTINGS = {
  topics: [{ id: 'offers', class: 'marketing' as const }],
  ...{ timeZones: ['Asia/Shanghai'], timeZone: 'Asia/Shanghai', holdoutOf: () => undefined },
  policy: { quietHours: { from: '21:00', to: '08:00' }, spreadMinutes: 30, caps: { rules: [], gapHours: {} } },
};

function candidateOf(validHours = 72): Candidate {
  const body = messageBody.parse({
    ...{ name, topic: 'offers', channel: 'email', priority: 50, validHours, content: { en: CONTENT, zh: CONTENT } },
    trigger: { event: 'MemberJoined' },
  });
  const request = { memberId: 'm-1', messageId: 'offer', entry: 'e-1', occurredAt: NOW.toISOString(), data: {} };
  const definition = { messageId: 'offer', version: 1, body, class: 'marketing' as const, topicName: name };
  return { request, definition, waited: {}, slowed: 0 };
}

/** What becomes of an offer to a member where e-mail is in a state. */
function verdictOn(state: Partial<ChannelState>, { hasConsent = true, validHours = 72 } = {}): Verdict | undefined {
  const consents = hasConsent
    ? {
        [consentKey({ channel: 'email', topic: 'offers' })]: {
          ...{ channel: 'email' as const, topic: 'offers', status: 'GRANTED' as const, at: NOW.toISOString() },
          source: 'test',
        },
      }
    : {};
  const recipient = {
    ...{ memberId: 'm-1', outreach: { memberId: 'm-1', consents, slots: [], version: 1 }, suppressions: {} },
    ...{ facts: { traits: {}, activePoints: 0, pendingPoints: 0 }, addresses: { email: 'a@mail.example' } },
  };
  const going = { version: 1 };
  const states = { email: { ...going, ...state }, sms: going, webhook: going };
  const candidate = candidateOf(validHours);
  return decideCandidates([candidate], recipient, states, SETTINGS, NOW).get(keyOf(candidate));
}

test('on a channel that sends, a message that nothing objects to is sent', () => {
  expect(verdictOn({})).toEqual({ kind: 'SEND' });
});

test.each([
  [0, 1],
  [0.5, 1],
  [1, 1],
  [2.5, 2.5],
  [6, 6],
  [100, 6],
])('what waits for a channel that stopped %d hours ago asks again in %d hours', (stopped, again) => {
  const state = { stoppedAt: hoursFromNow(-stopped), scope: 'all' as const, reason: 'complaints' };
  expect(verdictOn(state)).toEqual({
    ...{ kind: 'DEFER', rule: 'STOPPED', detail: 'complaints', until: hoursFromNow(again) },
  });
});

test('the longer a channel is stopped the less it is asked: in three days some fifteen times, and not seventy', () => {
  let hours = 0;
  let asked = 0;
  for (; hours < 72; asked += 1) {
    const verdict = verdictOn({ stoppedAt: hoursFromNow(-hours), scope: 'all' });
    if (verdict?.kind !== 'DEFER') throw new Error('it does not wait');
    hours += (Date.parse(verdict.until) - NOW.getTime()) / HOUR_MS;
  }
  expect(asked).toBeLessThan(16);
});

test('whom it may not go to at all is said now, though the channel is stopped', () => {
  const stopped = { stoppedAt: hoursFromNow(-1), scope: 'all' as const };
  expect(verdictOn(stopped, { hasConsent: false })).toMatchObject({ kind: 'SUPPRESS', rule: 'CONSENT' });
});

test('a message that is of no use by the time it would be asked again is given up', () => {
  const stopped = { stoppedAt: hoursFromNow(-6), scope: 'all' as const };
  expect(verdictOn(stopped, { validHours: 5 })).toMatchObject({ kind: 'SUPPRESS', rule: 'STOPPED' });
});
