import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Contactable,
  type ContactPolicy,
  decideContact,
  decideSlot,
} from '../../../lambdas/outreach/contact-decision.ts';
import type { ContactMessage } from '../../../lambdas/outreach/contact-message.ts';
import { quietUntil } from '../../../lambdas/outreach/quiet-hours.ts';

/** Noon in Shanghai. */
const NOON = new Date('2026-06-10T04:00:00.000Z');
const NIGHT = new Date('2026-06-10T14:00:00.000Z');
const POLICY: ContactPolicy = {
  quietHours: { from: '21:00', to: '08:00' },
  caps: { rules: [{ id: 'a day', channel: 'email', max: 1, days: 1 }], gapHours: { email: 16 } },
  spreadMinutes: 30,
};
const messageOf = (changes: Partial<ContactMessage> = {}): ContactMessage => ({
  memberId: 'm-1',
  messageKey: 'a',
  channel: 'email',
  topic: 'offers',
  class: 'marketing',
  priority: 5,
  expectedValue: 0,
  validUntil: '2026-06-11T04:00:00.000Z',
  ...changes,
});
const memberOf = (changes: Partial<Contactable> = {}): Contactable => ({
  hasConsent: () => true,
  suppression: () => undefined,
  timeZones: ['Asia/Shanghai'],
  sent: [],
  ...changes,
});
const SENT = [{ channel: 'email', topic: 'news', class: 'marketing', at: '2026-06-10T01:00:00.000Z' }] as const;
const decide = (message: Partial<ContactMessage>, member: Partial<Contactable>, now = NOON) =>
  decideContact(messageOf(message), memberOf(member), POLICY, 0.5, now);

test('what nothing speaks against is sent', () => {
  expect(decide({}, {})).toEqual({ kind: 'SEND' });
});

test.each([
  {
    of: 'no consent',
    message: {},
    member: { hasConsent: () => false },
    verdict: { kind: 'SUPPRESS', rule: 'CONSENT' },
  },
  {
    of: 'consent to another topic',
    message: {},
    member: { hasConsent: (_: string, topic: string) => topic === 'news' },
    verdict: { kind: 'SUPPRESS', rule: 'CONSENT' },
  },
  {
    of: 'a complaint',
    message: {},
    member: { suppression: () => 'COMPLAINT' },
    verdict: { kind: 'SUPPRESS', rule: 'SUPPRESSED', detail: 'COMPLAINT' },
  },
  {
    of: 'a holdout',
    message: {},
    member: { holdout: '2026' },
    verdict: { kind: 'SUPPRESS', rule: 'HOLDOUT', detail: '2026' },
  },
  {
    of: 'a holdout, of what has to be known',
    message: { class: 'service' },
    member: { holdout: '2026' },
    verdict: { kind: 'SEND' },
  },
  {
    of: 'a goal that is met',
    message: { journey: { isLive: true, isGoalMet: true } },
    member: {},
    verdict: { kind: 'SUPPRESS', rule: 'GOAL_MET' },
  },
  {
    of: 'a journey that has ended',
    message: { journey: { isLive: false, isGoalMet: false } },
    member: {},
    verdict: { kind: 'SUPPRESS', rule: 'JOURNEY_ENDED' },
  },
  {
    of: 'a message of today',
    message: {},
    member: { sent: SENT },
    verdict: { kind: 'DEFER', until: '2026-06-10T17:00:00.000Z', rule: 'CAP', detail: 'gap email' },
  },
  {
    of: 'a cap for longer than it is of use',
    message: { validUntil: '2026-06-10T16:00:00.000Z' },
    member: { sent: SENT },
    verdict: { kind: 'SUPPRESS', rule: 'CAP', detail: 'gap email' },
  },
  {
    of: 'being too late',
    message: { validUntil: NOON.toISOString() },
    member: {},
    verdict: { kind: 'SUPPRESS', rule: 'EXPIRED' },
  },
] as const)('of $of the verdict is $verdict', ({ message, member, verdict }) => {
  expect(decide(message, member as Partial<Contactable>)).toEqual(verdict);
});

test('while a bad experience is made good nothing is advertised, and what has to be known is told', () => {
  const heldUntil = '2026-06-10T10:00:00.000Z';
  expect(decide({}, { heldUntil })).toEqual({ kind: 'DEFER', until: heldUntil, rule: 'RECOVERY' });
  // Of no use by then.
  expect(decide({ validUntil: heldUntil }, { heldUntil })).toEqual({ kind: 'SUPPRESS', rule: 'RECOVERY' });
  for (const of of ['service', 'transactional'] as const) {
    expect(decide({ class: of }, { heldUntil })).toEqual({ kind: 'SEND' });
  }
  expect(decide({}, { heldUntil: NOON.toISOString() })).toEqual({ kind: 'SEND' });
});

test('at night a message waits for the morning, and for its place in the minutes after it', () => {
  expect(decide({}, {}, NIGHT)).toEqual({ kind: 'DEFER', until: '2026-06-11T00:15:00.000Z', rule: 'QUIET_HOURS' });
  expect(decide({ class: 'transactional' }, {}, NIGHT)).toMatchObject({ rule: 'QUIET_HOURS' });
});

test('a member in no known zone is written to when everybody is awake', () => {
  const unknown = { timeZones: ['Asia/Shanghai', 'Europe/Berlin'] };
  expect(decide({}, unknown, new Date('2026-06-10T05:00:00.000Z'))).toMatchObject({
    rule: 'QUIET_HOURS',
    until: '2026-06-10T06:15:00.000Z',
  });
  expect(decide({}, unknown, new Date('2026-06-10T07:00:00.000Z'))).toEqual({ kind: 'SEND' });
});

const RULES = [
  'EXPIRED',
  'CONSENT',
  'SUPPRESSED',
  'HOLDOUT',
  'GOAL_MET',
  'JOURNEY_ENDED',
  'RECOVERY',
  'QUIET_HOURS',
  'CAP',
];

test('the first rule that objects decides, whatever others do', () => {
  fc.assert(
    fc.property(fc.subarray(RULES), (objections) => {
      const has = (rule: string) => objections.includes(rule);
      const isEnded = has('JOURNEY_ENDED');
      const now = has('QUIET_HOURS') ? NIGHT : NOON;
      const verdict = decide(
        {
          ...(has('EXPIRED') ? { validUntil: now.toISOString() } : { validUntil: '2026-07-01T00:00:00.000Z' }),
          ...(isEnded || has('GOAL_MET') ? { journey: { isLive: !isEnded, isGoalMet: has('GOAL_MET') } } : {}),
        },
        {
          hasConsent: () => !has('CONSENT'),
          suppression: () => (has('SUPPRESSED') ? 'BOUNCE' : undefined),
          ...(has('HOLDOUT') ? { holdout: '2026' } : {}),
          ...(has('RECOVERY') ? { heldUntil: '2026-06-20T00:00:00.000Z' } : {}),
          sent: has('CAP') ? SENT : [],
        },
        now,
      );
      expect(verdict.kind === 'SEND' ? undefined : verdict.rule).toBe(RULES.find(has));
    }),
  );
});

const slot = (messages: readonly Partial<ContactMessage>[], member: Partial<Contactable> = {}) => {
  const verdicts = decideSlot(messages.map(messageOf), memberOf(member), POLICY, 0, NOON);
  return Object.fromEntries(
    [...verdicts].map(([key, verdict]) => [key, verdict.kind === 'SEND' ? 'SEND' : `${verdict.kind} ${verdict.rule}`]),
  );
};

test('of several messages of a channel the most important goes, and the others wait for the gap', () => {
  expect(
    slot([
      { messageKey: 'a', priority: 1 },
      { messageKey: 'b', priority: 5, expectedValue: 10 },
      { messageKey: 'c', priority: 5, expectedValue: 20 },
      { messageKey: 'd', priority: 9, channel: 'sms' },
    ]),
  ).toEqual({ a: 'DEFER PRIORITY', b: 'DEFER PRIORITY', c: 'SEND', d: 'SEND' });
  const verdicts = decideSlot(
    [messageOf({ messageKey: 'a' }), messageOf({ messageKey: 'b' })],
    memberOf(),
    POLICY,
    0,
    NOON,
  );
  expect(verdicts.get('b')).toEqual({
    kind: 'DEFER',
    until: '2026-06-10T20:00:00.000Z',
    rule: 'PRIORITY',
    detail: 'a',
  });
});

test('what a member has to know goes before what wants to sell, and what was asked for takes nobody’s place', () => {
  expect(
    slot([
      { messageKey: 'offer', priority: 9 },
      { messageKey: 'expiring', class: 'service', priority: 1 },
      { messageKey: 'confirmation', class: 'transactional', priority: 0 },
    ]),
  ).toEqual({ offer: 'DEFER PRIORITY', expiring: 'SEND', confirmation: 'SEND' });
  expect(slot([{ messageKey: 'offer' }, { messageKey: 'confirmation', class: 'transactional' }])).toEqual({
    offer: 'SEND',
    confirmation: 'SEND',
  });
});

test('a message that must not go takes nobody’s place', () => {
  expect(
    slot([{ messageKey: 'a', priority: 9, topic: 'news' }, { messageKey: 'b' }], {
      hasConsent: (_, topic) => topic !== 'news',
    }),
  ).toEqual({
    a: 'SUPPRESS CONSENT',
    b: 'SEND',
  });
});

const candidate = fc.record({
  channel: fc.constantFrom('email' as const, 'sms' as const),
  class: fc.constantFrom('marketing' as const, 'marketing' as const, 'service' as const, 'transactional' as const),
  priority: fc.nat({ max: 3 }),
  expectedValue: fc.nat({ max: 3 }),
  validHours: fc.integer({ min: 1, max: 72 }),
});

test('asked again whenever it says, every message comes to its end, none at night, and no two of a channel within its gap', () => {
  fc.assert(
    fc.property(
      fc.array(candidate, { maxLength: 8 }),
      fc.constantFrom(['Asia/Shanghai'], ['America/New_York'], ['Asia/Shanghai', 'Europe/Berlin']),
      (given, timeZones) => {
        let open = given.map(({ validHours, ...some }, index) =>
          messageOf({
            ...some,
            messageKey: `${index}`,
            validUntil: new Date(NOON.getTime() + validHours * 3_600_000).toISOString(),
          }),
        );
        const sent: {
          channel: 'email' | 'sms' | 'webhook';
          topic: string;
          class: ContactMessage['class'];
          at: string;
        }[] = [];
        let now = NOON;
        for (let asked = 0; open.length > 0; asked += 1) {
          expect(asked).toBeLessThan(400);
          const verdicts = decideSlot(open, memberOf({ sent: [...sent], timeZones }), POLICY, 0.3, now);
          const waiting: [ContactMessage, string][] = [];
          for (const message of open) {
            const verdict = verdicts.get(message.messageKey);
            if (verdict?.kind === 'SEND') {
              for (const zone of timeZones) expect(quietUntil(now, zone, POLICY.quietHours)).toBeUndefined();
              expect(now.toISOString() < message.validUntil).toBe(true);
              const { channel, topic, class: kind } = message;
              const before = sent.filter((each) => each.channel === channel && each.class !== 'transactional').at(-1);
              if (kind === 'marketing' && channel === 'email' && before !== undefined) {
                expect(now.getTime() - Date.parse(before.at)).toBeGreaterThanOrEqual(16 * 3_600_000);
              }
              sent.push({ channel, topic, class: kind, at: now.toISOString() });
            }
            if (verdict?.kind === 'DEFER') {
              expect(verdict.until > now.toISOString() && verdict.until < message.validUntil).toBe(true);
              waiting.push([message, verdict.until]);
            }
          }
          open = waiting.map(([message]) => message);
          now = new Date(waiting.map(([, until]) => until).sort()[0] ?? now);
        }
      },
    ),
    { numRuns: 150 },
  );
});
