import { expect, test } from 'vitest';
import { ok, refuse } from '../../../lambdas/kernel/result.ts';
import { applyConsent, type Consent, type Consents } from '../../../lambdas/outreach/consent.ts';
import { type ConsentRequest, readConsentRequest } from '../../../lambdas/outreach/consent-change.ts';

const NOW = new Date('2026-06-10T04:00:00.000Z');
const SETTINGS = {
  topics: [
    { id: 'offers', class: 'marketing' },
    { id: 'account', class: 'service' },
  ],
  doubleOptIn: ['email'],
} as const;
const yes = { channel: 'email', topic: 'offers', status: 'GRANTED' } as const;
const no = { ...yes, status: 'WITHDRAWN' } as const;
const request = (changes: Partial<ConsentRequest> = {}): ConsentRequest => ({
  wishes: [yes],
  source: 'checkout',
  isConfirmed: false,
  ...changes,
});
const word = (status: Consent['status'], at = NOW.toISOString()): Consent => ({
  ...yes,
  status,
  at,
  source: 'checkout',
});
const known = (...words: readonly Consent[]): Consents => words.reduce<Consents>(applyConsent, {});
const read = (asked: ConsentRequest, consents: Consents = {}) => readConsentRequest(asked, consents, SETTINGS, NOW);

test('a yes waits to be confirmed where the channel wants it, and nowhere else', () => {
  expect(read(request())).toEqual(ok([word('PENDING')]));
  expect(read(request({ isConfirmed: true }))).toEqual(ok([word('GRANTED')]));
  expect(read(request({ wishes: [{ ...yes, channel: 'sms' }] }))).toEqual(ok([{ ...word('GRANTED'), channel: 'sms' }]));
  expect(read(request({ wishes: [no] }))).toEqual(ok([word('WITHDRAWN')]));
});

test('what holds already is not said again, and a confirmation is asked for once a day', () => {
  const [early, dayAgo] = ['2026-06-10T03:00:00.000Z', '2026-06-09T04:00:00.000Z'];
  expect(read(request(), known(word('GRANTED', early)))).toEqual(ok([]));
  expect(read(request(), known(word('PENDING', early)))).toEqual(ok([]));
  expect(read(request(), known(word('PENDING', dayAgo)))).toEqual(ok([word('PENDING')]));
  expect(read(request({ wishes: [no] }), known(word('WITHDRAWN', dayAgo)))).toEqual(ok([]));
  expect(read(request(), known(word('WITHDRAWN', early)))).toEqual(ok([word('PENDING')]));
});

test('what is told of another time is kept as it was said, since the order is not known', () => {
  const at = '2026-05-01T00:00:00Z';
  const asked = request({ at, isConfirmed: true });
  expect(read(asked, known(word('GRANTED')))).toEqual(ok([word('GRANTED', '2026-05-01T00:00:00.000Z')]));
});

test('who has confirmed is not asked for it again, whenever the shop says that the yes is of', () => {
  const at = '2026-06-10T03:30:00.000Z';
  expect(read(request({ at }), known(word('GRANTED', '2026-06-01T00:00:00.000Z')))).toEqual(ok([]));
  expect(read(request({ at }), known(word('WITHDRAWN', '2026-06-01T00:00:00.000Z')))).toEqual(
    ok([word('PENDING', at)]),
  );
});

test('what nobody can have said is refused, with what would do', () => {
  expect(read(request({ wishes: [{ ...yes, topic: 'gossip' }] }))).toEqual(
    refuse({ code: 'TOPIC_UNKNOWN', expected: 'offers, account', given: 'gossip' }),
  );
  expect(read(request({ wishes: [yes, no] }))).toEqual(refuse({ code: 'CONSENT_TWICE', given: 'email offers' }));
  const ahead = '2026-06-10T04:05:01Z';
  expect(read(request({ at: ahead }))).toEqual(
    refuse({ code: 'CONSENT_IN_FUTURE', expected: 'at most 2026-06-10T04:00:00.000Z', given: ahead }),
  );
  expect(read(request({ at: '2026-06-10T04:05:00Z' })).ok).toBe(true);
});
