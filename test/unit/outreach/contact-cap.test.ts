import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, dayOf } from '../../../lambdas/kernel/calendar.ts';
import { type CapSettings, capReached, type SentContact } from '../../../lambdas/outreach/contact-cap.ts';

const CAPS: CapSettings = {
  rules: [
    { id: 'a day', channel: 'email', max: 1, days: 1 },
    { id: 'a week', channel: 'email', max: 3, days: 7 },
    { id: 'offers', topic: 'offers', max: 2, days: 30 },
  ],
  gapHours: { email: 16, sms: 24 },
};
const ZONE = 'Asia/Shanghai';
const OFFER = { channel: 'email', topic: 'offers', class: 'marketing' } as const;
const sent = (at: string, changes: Partial<SentContact> = {}): SentContact => ({
  ...OFFER,
  topic: 'news',
  at,
  ...changes,
});
const reached = (all: readonly SentContact[], now: string, message: Parameters<typeof capReached>[0] = OFFER) => {
  const cap = capReached(message, all, CAPS, ZONE, new Date(now));
  return cap && [cap.until.toISOString(), cap.rule];
};

test.each([
  { of: 'nothing', all: [], now: '2026-06-10T04:00:00Z', cap: undefined },
  {
    of: 'one of today',
    all: [sent('2026-06-10T01:00:00Z')],
    now: '2026-06-10T04:00:00Z',
    cap: ['2026-06-10T17:00:00.000Z', 'gap email'],
  },
  {
    of: 'one of yesterday night',
    all: [sent('2026-06-09T12:30:00Z')],
    now: '2026-06-10T04:00:00Z',
    cap: ['2026-06-10T04:30:00.000Z', 'gap email'],
  },
  { of: 'one of yesterday morning', all: [sent('2026-06-09T01:00:00Z')], now: '2026-06-10T04:00:00Z', cap: undefined },
  {
    of: 'three in the week',
    all: ['2026-06-04', '2026-06-05', '2026-06-08'].map((day) => sent(`${day}T04:00:00Z`)),
    now: '2026-06-10T04:00:00Z',
    cap: ['2026-06-10T16:00:00.000Z', 'a week'],
  },
  {
    of: 'five in the week, of before there was a cap',
    all: ['2026-06-04', '2026-06-05', '2026-06-06', '2026-06-07', '2026-06-08'].map((day) => sent(`${day}T04:00:00Z`)),
    now: '2026-06-10T04:00:00Z',
    cap: ['2026-06-12T16:00:00.000Z', 'a week'],
  },
  {
    of: 'two of the topic, by whatever channel',
    all: [
      sent('2026-06-01T04:00:00Z', { topic: 'offers', channel: 'webhook' }),
      sent('2026-05-20T04:00:00Z', { topic: 'offers' }),
    ],
    now: '2026-06-10T04:00:00Z',
    cap: ['2026-06-18T16:00:00.000Z', 'offers'],
  },
  {
    of: 'what is transactional',
    all: [sent('2026-06-10T03:00:00Z', { class: 'transactional' })],
    now: '2026-06-10T04:00:00Z',
    cap: undefined,
  },
  {
    of: 'an SMS',
    all: [sent('2026-06-10T03:00:00Z', { channel: 'sms' })],
    now: '2026-06-10T04:00:00Z',
    cap: undefined,
  },
])('after $of an offer waits for $cap', ({ all, now, cap }) => {
  expect(reached(all, now)).toEqual(cap);
});

test.each(['service', 'transactional'] as const)('what is %s is held back by no cap', (kind) => {
  expect(reached([sent('2026-06-10T03:00:00Z')], '2026-06-10T04:00:00Z', { ...OFFER, class: kind })).toBeUndefined();
});

test('whoever sends as soon as no cap holds is never over one, and always gets to send again', () => {
  const starts = fc.integer({ min: 0, max: 14 * 1_440 });
  fc.assert(
    fc.property(
      fc.array(starts, { maxLength: 30 }),
      fc.constantFrom('Asia/Shanghai', 'America/New_York'),
      (minutes, zone) => {
        const all: SentContact[] = [];
        let nowMs = Date.parse('2026-03-01T00:00:00Z');
        for (const minute of minutes) {
          nowMs += (minute % 2_000) * 60_000;
          const cap = capReached(OFFER, all, CAPS, zone, new Date(nowMs));
          if (cap !== undefined) {
            expect(cap.until.getTime()).toBeGreaterThan(nowMs);
            nowMs = cap.until.getTime();
            // Another cap may hold then, but none of the same day.
            if (capReached(OFFER, all, CAPS, zone, new Date(nowMs)) !== undefined) continue;
          }
          all.push({ ...OFFER, at: new Date(nowMs).toISOString() });
        }
        const ordered = all.map(({ at }) => Date.parse(at));
        for (const [index, at] of ordered.entries()) {
          const previous = ordered[index - 1];
          if (previous !== undefined) expect(at - previous).toBeGreaterThanOrEqual(16 * 3_600_000);
          const first = addDays(dayOf(at, zone), -29);
          const inMonth = ordered.filter((other) => other <= at && dayOf(other, zone) >= first);
          expect(inMonth.length).toBeLessThanOrEqual(2);
        }
      },
    ),
  );
});
