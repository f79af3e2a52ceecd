import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  applyConsent,
  type Consent,
  type Consents,
  hasConsent,
  mergeConsents,
} from '../../../lambdas/outreach/consent.ts';

const said = (changes: Partial<Consent> = {}): Consent => ({
  channel: 'email',
  topic: 'offers',
  status: 'GRANTED',
  at: '2026-06-01T04:00:00.000Z',
  source: 'sign-up',
  ...changes,
});
const after = (...all: readonly Consent[]): Consents => all.reduce<Consents>(applyConsent, {});
const LATER = '2026-06-02T04:00:00.000Z';

test.each([
  { of: 'nothing', consents: after(), has: false },
  { of: 'a yes', consents: after(said()), has: true },
  { of: 'a yes that is not confirmed', consents: after(said({ status: 'PENDING' })), has: false },
  { of: 'a yes that is confirmed later', consents: after(said({ status: 'PENDING' }), said({ at: LATER })), has: true },
  { of: 'a no after a yes', consents: after(said(), said({ status: 'WITHDRAWN', at: LATER })), has: false },
  { of: 'a no of before, told late', consents: after(said({ at: LATER }), said({ status: 'WITHDRAWN' })), has: true },
  { of: 'a no of the same instant', consents: after(said({ status: 'WITHDRAWN' }), said()), has: false },
  { of: 'a yes to another topic', consents: after(said({ topic: 'news' })), has: false },
  { of: 'a yes on another channel', consents: after(said({ channel: 'sms' })), has: false },
])('after $of offers by e-mail may be sent: $has', ({ consents, has }) => {
  expect(hasConsent(consents, 'email', 'offers')).toBe(has);
});

const consent = fc.record({
  channel: fc.constantFrom('email' as const, 'sms' as const),
  topic: fc.constantFrom('offers', 'news'),
  status: fc.constantFrom('GRANTED' as const, 'PENDING' as const, 'WITHDRAWN' as const),
  at: fc.constantFrom('2026-06-01T04:00:00.000Z', LATER, '2026-06-03T04:00:00.000Z'),
  source: fc.constantFrom('sign-up', 'preference page'),
});

test('in whatever order and however often words are told, the same holds', () => {
  const told = fc
    .array(consent, { maxLength: 8 })
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })));
  fc.assert(
    fc.property(told, ([all, again]) => {
      expect(after(...again)).toEqual(after(...all));
    }),
  );
});

test('of two members who become one nothing is consented to that either has not, and it does not matter who is who', () => {
  fc.assert(
    fc.property(fc.array(consent, { maxLength: 6 }), fc.array(consent, { maxLength: 6 }), (some, others) => {
      const [a, b] = [after(...some), after(...others)];
      const merged = mergeConsents(a, b);
      expect(mergeConsents(b, a)).toEqual(merged);
      expect(mergeConsents(merged, b)).toEqual(merged);
      for (const { channel, topic } of [...some, ...others]) {
        const isNo = (of: Consents) => of[`${channel}#${topic}`] !== undefined && !hasConsent(of, channel, topic);
        if (isNo(a) || isNo(b)) expect(hasConsent(merged, channel, topic)).toBe(false);
      }
    }),
  );
});
