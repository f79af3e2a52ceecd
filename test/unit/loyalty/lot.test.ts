import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, dayOf, startOfDay } from '../../../lambdas/kernel/calendar.ts';
import { EMPTY_ACCOUNT, EMPTY_BALANCE } from '../../../lambdas/loyalty/balance.ts';
import { calculateExpiryDay } from '../../../lambdas/loyalty/lot.ts';
import { releaseLot } from '../../../lambdas/loyalty/lot-release.ts';

const afterDays = (days: number) => ({ kind: 'afterDays', days }) as const;
const DAY_MS = 86_400_000;

const timeZones = fc.constantFrom(
  'Etc/GMT+12',
  'America/Sao_Paulo',
  'Europe/Berlin',
  'Asia/Shanghai',
  'Pacific/Kiritimati',
);
const instantsMs = fc.integer({ min: Date.UTC(2012, 0, 1), max: Date.UTC(2040, 0, 1) });

test('whatever the zone, points are good for at least so many days, and for less than two days more', () => {
  fc.assert(
    fc.property(instantsMs, fc.integer({ min: 1, max: 3_660 }), timeZones, (earnedAtMs, days, timeZone) => {
      const goodMs = startOfDay(calculateExpiryDay(earnedAtMs, afterDays(days), timeZone), timeZone) - earnedAtMs;
      // An hour each way, since the clocks may have changed in between.
      expect(goodMs).toBeGreaterThan(days * DAY_MS - 3_600_001);
      expect(goodMs).toBeLessThanOrEqual((days + 1) * DAY_MS + 3_600_000);
    }),
  );
});

test('whatever the zone, points good to the end of a month expire on the first of the month after it', () => {
  fc.assert(
    fc.property(instantsMs, fc.integer({ min: 0, max: 120 }), timeZones, (earnedAtMs, months, timeZone) => {
      const expiryDay = calculateExpiryDay(earnedAtMs, { kind: 'endOfMonth', months }, timeZone);
      expect(expiryDay).toMatch(/-01$/);
      expect(monthsBetween(dayOf(earnedAtMs, timeZone), expiryDay)).toBe(months + 1);
      expect(startOfDay(expiryDay, timeZone)).toBeGreaterThan(earnedAtMs);
    }),
  );
});

test('whatever the zone, points good to the end of a year expire on the first of January after it', () => {
  fc.assert(
    fc.property(instantsMs, fc.integer({ min: 0, max: 10 }), timeZones, (earnedAtMs, years, timeZone) => {
      const expiryDay = calculateExpiryDay(earnedAtMs, { kind: 'endOfYear', years }, timeZone);
      const lastDay = addDays(expiryDay, -1);
      expect(lastDay).toBe(`${Number(dayOf(earnedAtMs, timeZone).slice(0, 4)) + years}-12-31`);
      expect(startOfDay(expiryDay, timeZone)).toBeGreaterThan(earnedAtMs);
    }),
  );
});

test('whatever the policy, points earned later do not expire sooner', () => {
  const policy = fc.oneof(
    fc.record({ kind: fc.constant('afterDays' as const), days: fc.integer({ min: 1, max: 3_660 }) }),
    fc.record({ kind: fc.constant('endOfMonth' as const), months: fc.integer({ min: 0, max: 120 }) }),
    fc.record({ kind: fc.constant('endOfYear' as const), years: fc.integer({ min: 0, max: 10 }) }),
  );
  fc.assert(
    fc.property(instantsMs, instantsMs, policy, timeZones, (oneMs, otherMs, each, timeZone) => {
      const first = calculateExpiryDay(Math.min(oneMs, otherMs), each, timeZone);
      expect(first <= calculateExpiryDay(Math.max(oneMs, otherMs), each, timeZone)).toBe(true);
    }),
  );
});

test('points that never expire say so', () => {
  expect(calculateExpiryDay(Date.parse('2026-02-03T04:00:00Z'), { kind: 'never' }, 'Asia/Shanghai')).toBe('never');
});

test.each([
  { earned: '2026-02-03T15:59:59.999Z', zone: 'Asia/Shanghai', days: 365, expected: '2027-02-04' },
  { earned: '2026-02-03T16:00:00.000Z', zone: 'Asia/Shanghai', days: 365, expected: '2027-02-05' },
  { earned: '2026-02-03T16:00:00.000Z', zone: 'UTC', days: 365, expected: '2027-02-04' },
  { earned: '2024-02-29T00:00:00.000Z', zone: 'UTC', days: 365, expected: '2025-03-01' },
  { earned: '2024-02-28T00:00:00.000Z', zone: 'UTC', days: 1, expected: '2024-03-01' },
  { earned: '2025-12-31T23:00:00.000Z', zone: 'UTC', days: 1, expected: '2026-01-02' },
])('earned $earned in $zone and good for $days days, points expire as $expected begins', (each) => {
  const { earned, zone, days, expected } = each;
  expect(dayOf(Date.parse(earned), zone) < expected).toBe(true);
  expect(calculateExpiryDay(Date.parse(earned), afterDays(days), zone)).toBe(expected);
});

const endOfMonth = (months: number) => ({ kind: 'endOfMonth', months }) as const;
const endOfYear = (years: number) => ({ kind: 'endOfYear', years }) as const;

test.each([
  { earned: '2026-02-03T04:00:00.000Z', zone: 'Asia/Shanghai', policy: endOfMonth(0), expected: '2026-03-01' },
  { earned: '2026-02-03T04:00:00.000Z', zone: 'Asia/Shanghai', policy: endOfMonth(12), expected: '2027-03-01' },
  { earned: '2026-01-31T12:00:00.000Z', zone: 'UTC', policy: endOfMonth(1), expected: '2026-03-01' },
  { earned: '2024-02-29T12:00:00.000Z', zone: 'UTC', policy: endOfMonth(0), expected: '2024-03-01' },
  { earned: '2024-02-29T12:00:00.000Z', zone: 'UTC', policy: endOfMonth(12), expected: '2025-03-01' },
  { earned: '2025-12-31T23:59:59.999Z', zone: 'UTC', policy: endOfMonth(0), expected: '2026-01-01' },
  { earned: '2025-11-30T12:00:00.000Z', zone: 'UTC', policy: endOfMonth(1), expected: '2026-01-01' },
  // One instant, in December and in January: the zone decides.
  { earned: '2026-01-01T11:59:59.999Z', zone: 'Etc/GMT+12', policy: endOfMonth(0), expected: '2026-01-01' },
  { earned: '2026-01-01T12:00:00.000Z', zone: 'Etc/GMT+12', policy: endOfMonth(0), expected: '2026-02-01' },
  { earned: '2025-12-31T09:59:59.999Z', zone: 'Pacific/Kiritimati', policy: endOfMonth(0), expected: '2026-01-01' },
  { earned: '2025-12-31T10:00:00.000Z', zone: 'Pacific/Kiritimati', policy: endOfMonth(0), expected: '2026-02-01' },
  { earned: '2026-02-03T04:00:00.000Z', zone: 'Asia/Shanghai', policy: endOfYear(1), expected: '2028-01-01' },
  { earned: '2024-02-29T12:00:00.000Z', zone: 'UTC', policy: endOfYear(0), expected: '2025-01-01' },
  { earned: '2026-01-01T11:59:59.999Z', zone: 'Etc/GMT+12', policy: endOfYear(0), expected: '2026-01-01' },
  { earned: '2026-01-01T12:00:00.000Z', zone: 'Etc/GMT+12', policy: endOfYear(0), expected: '2027-01-01' },
  { earned: '2025-12-31T09:59:59.999Z', zone: 'Pacific/Kiritimati', policy: endOfYear(0), expected: '2026-01-01' },
  { earned: '2025-12-31T10:00:00.000Z', zone: 'Pacific/Kiritimati', policy: endOfYear(0), expected: '2027-01-01' },
])('earned $earned in $zone under $policy, points expire as $expected begins', (each) => {
  expect(calculateExpiryDay(Date.parse(each.earned), each.policy, each.zone)).toBe(each.expected);
});

const LOT = {
  memberId: 'm-1',
  orderId: 'o-1',
  points: 128,
  releaseAt: '2026-02-17T04:00:00.000Z',
  expiryDay: '2027-02-04',
};
const RELEASED_AT = new Date('2026-03-01T00:00:00Z');

test('a release moves all of a lot from pending to active, dated to the end of the return window', () => {
  expect(releaseLot(LOT, EMPTY_ACCOUNT, RELEASED_AT)).toEqual({
    entries: [
      {
        memberId: 'm-1',
        entryId: 'RELEASE#o-1',
        kind: 'RELEASE',
        deltas: { pending: -128, active: 128 },
        orderId: 'o-1',
        occurredAt: '2026-02-17T04:00:00.000Z',
        recordedAt: '2026-03-01T00:00:00.000Z',
      },
    ],
    lots: [
      { kind: 'TAKE_PENDING', lot: LOT, points: 128 },
      { kind: 'ADD_ACTIVE', lot: { memberId: 'm-1', expiryDay: '2027-02-04', points: 128 } },
    ],
    gainer: EMPTY_ACCOUNT,
  });
});

test('a release repays what the member owes first, and makes a lot only of what is left', () => {
  const releaseOwing = (negative: number) => {
    const { entries, lots } = releaseLot(
      LOT,
      { ...EMPTY_ACCOUNT, balance: { ...EMPTY_BALANCE, negative } },
      RELEASED_AT,
    );
    return [entries[0]?.deltas, lots.slice(1).map(({ lot }) => lot.points)];
  };
  expect(releaseOwing(-28)).toEqual([{ pending: -128, active: 100, negative: 28 }, [100]]);
  expect(releaseOwing(-128)).toEqual([{ pending: -128, negative: 128 }, []]);
  expect(releaseOwing(-500)).toEqual([{ pending: -128, negative: 128 }, []]);
});

/** Whole months from the month of one day to that of another. */
function monthsBetween(from: string, to: string): number {
  const monthOf = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return monthOf(to) - monthOf(from);
}
