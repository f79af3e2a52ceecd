import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOf, startOfDay } from '../../../lambdas/kernel/calendar.ts';
import { calculateExpiryDay } from '../../../lambdas/loyalty/lot.ts';
import { releaseLot } from '../../../lambdas/loyalty/lot-release.ts';

const afterDays = (days: number) => ({ kind: 'afterDays', days }) as const;
const DAY_MS = 86_400_000;

test('whatever the zone, points are good for at least so many days, and for less than two days more', () => {
  const zone = fc.constantFrom(
    'Etc/GMT+12',
    'America/Sao_Paulo',
    'Europe/Berlin',
    'Asia/Shanghai',
    'Pacific/Kiritimati',
  );
  const instantMs = fc.integer({ min: Date.UTC(2012, 0, 1), max: Date.UTC(2040, 0, 1) });
  fc.assert(
    fc.property(instantMs, fc.integer({ min: 1, max: 3_660 }), zone, (earnedAtMs, days, timeZone) => {
      const goodMs = startOfDay(calculateExpiryDay(earnedAtMs, afterDays(days), timeZone), timeZone) - earnedAtMs;
      // An hour each way, since the clocks may have changed in between.
      expect(goodMs).toBeGreaterThan(days * DAY_MS - 3_600_001);
      expect(goodMs).toBeLessThanOrEqual((days + 1) * DAY_MS + 3_600_000);
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

test('a release moves all of a lot from pending to active, dated to the end of the return window', () => {
  const lot = {
    memberId: 'm-1',
    orderId: 'o-1',
    points: 128,
    releaseAt: '2026-02-17T04:00:00.000Z',
    expiryDay: '2027-02-04',
  };
  expect(releaseLot(lot, new Date('2026-03-01T00:00:00Z'))).toEqual({
    memberId: 'm-1',
    entryId: 'RELEASE#o-1',
    kind: 'RELEASE',
    deltas: { pending: -128, active: 128 },
    orderId: 'o-1',
    occurredAt: '2026-02-17T04:00:00.000Z',
    recordedAt: '2026-03-01T00:00:00.000Z',
  });
});
