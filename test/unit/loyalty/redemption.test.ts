import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY_ACCOUNT, EMPTY_BALANCE } from '../../../lambdas/loyalty/balance.ts';
import type { LotShare } from '../../../lambdas/loyalty/ledger-entry.ts';
import { NEVER } from '../../../lambdas/loyalty/lot.ts';
import {
  extendShares,
  giveBack,
  quoteOrder,
  sharesToReturn,
  spendPoints,
  usableLots,
} from '../../../lambdas/loyalty/redemption.ts';

const SETTINGS = { minorUnitsPerPoint: 2, pointsMin: 100, orderShareMax: 50, holdMinutes: 30 };
const TODAY = '2026-03-01';
const NOW = new Date('2026-03-01T04:00:00.000Z');
const lot = (expiryDay: string, points: number) => ({ memberId: 'm-1', expiryDay, points, openedBy: 'e' });
const share = (expiryDay: string, points: number): LotShare => ({ expiryDay, points });

test.each([
  { of: 'half of it at most', total: 100_000, usable: 90_000, pointsMax: 25_000, valueMax: 50_000 },
  { of: 'no more than the member has', total: 100_000, usable: 700, pointsMax: 700, valueMax: 1_400 },
  { of: 'nothing below the least', total: 100_000, usable: 99, pointsMax: 0, valueMax: 0 },
  { of: 'nothing of an order too small for the least', total: 399, usable: 5_000, pointsMax: 0, valueMax: 0 },
  { of: 'rounded down, in points and in money', total: 403, usable: 5_000, pointsMax: 100, valueMax: 200 },
])('points pay $of', ({ total, usable, pointsMax, valueMax }) => {
  expect(quoteOrder(total, usable, SETTINGS)).toEqual({ usable, pointsMax, valueMax });
});

test('what expires today can not be spent any more, and what expires soonest is spent first', () => {
  const lots = [lot(NEVER, 40), lot('2026-05-01', 30), lot(TODAY, 500), lot('2026-04-01', 20)];
  const spending = {
    memberId: 'm-1',
    entryId: 'SPEND#r',
    points: 60,
    redemption: { kind: 'order', value: 120, heldUntil: '2026-03-01T04:30:00.000Z' },
    requestHash: 'hash',
  } as const;
  const usable = usableLots(lots, TODAY, undefined);
  const spent = spendPoints(spending, usable, NOW);
  expect(spent).toMatchObject({
    ok: true,
    value: {
      entries: [
        {
          deltas: { active: -60, spent: 60 },
          allocation: [share('2026-04-01', 20), share('2026-05-01', 30), share(NEVER, 10)],
        },
      ],
    },
  });
  expect(spendPoints({ ...spending, points: 91 }, usable, NOW)).toEqual({
    ok: false,
    refusal: { code: 'INSUFFICIENT_POINTS', expected: 'at most 90', given: '91' },
  });
});

test('parts that come back are together what was taken, and what expires last comes back first', () => {
  const shares = fc.uniqueArray(
    fc.record({ expiryDay: fc.constantFrom('2026-04-01', '2026-05-01', '2026-06-01', NEVER), points: fc.nat(50) }),
    { selector: ({ expiryDay }) => expiryDay },
  );
  fc.assert(
    fc.property(shares, fc.array(fc.nat(40), { maxLength: 6 }), (allocation, parts) => {
      const total = allocation.reduce((sum, { points }) => sum + points, 0);
      let back = 0;
      const returned = new Map<string, number>();
      for (const part of [...parts, total]) {
        const points = Math.min(part, total - back);
        for (const each of sharesToReturn(allocation, back, points)) {
          returned.set(each.expiryDay, (returned.get(each.expiryDay) ?? 0) + each.points);
        }
        back += points;
      }
      const taken = allocation.filter(({ points }) => points > 0).map(({ expiryDay, points }) => [expiryDay, points]);
      expect(new Map([...returned].sort())).toEqual(new Map((taken as [string, number][]).sort()));
    }),
  );
  expect(sharesToReturn([share('2026-04-01', 20), share(NEVER, 10)], 0, 15)).toEqual([
    share(NEVER, 10),
    share('2026-04-01', 5),
  ]);
});

test('what comes back is good for thirty whole days at least, and never for less than it was', () => {
  expect(extendShares([share('2026-01-01', 1), share('2026-12-01', 2), share(NEVER, 3)], TODAY)).toEqual([
    share('2026-04-01', 1),
    share('2026-12-01', 2),
    share(NEVER, 3),
  ]);
});

test('what the member owes is repaid first, with what expires soonest; many days become four, the earlier ones longer', () => {
  const owing = { ...EMPTY_ACCOUNT, balance: { ...EMPTY_BALANCE, negative: -25 } };
  expect(giveBack([share(NEVER, 10), share('2026-04-01', 20), share('2026-05-01', 30)], owing)).toEqual({
    repaid: 25,
    shares: [share('2026-05-01', 25), share(NEVER, 10)],
  });
  const days = ['2026-04-01', '2026-04-02', '2026-04-03', '2026-04-04', '2026-04-05', '2026-04-06'];
  const given = giveBack(
    days.map((day) => share(day, 1)),
    EMPTY_ACCOUNT,
  );
  expect(given.shares).toEqual([
    share('2026-04-03', 3),
    share('2026-04-04', 1),
    share('2026-04-05', 1),
    share('2026-04-06', 1),
  ]);
});
