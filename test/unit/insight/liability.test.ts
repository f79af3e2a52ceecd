import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calculateLiability, differencesOf } from '../../../lambdas/insight/liability.ts';
import { LIABILITY_COLUMNS, liabilityCells, liabilityRows } from '../../../lambdas/insight/liability-rows.ts';
import { createReadLiability } from '../../../lambdas/insight/read-liability.ts';

const counted = (figures: Readonly<Record<string, number>>) => new Map(Object.entries(figures));
const LOTS = counted({
  'active#2026-12': 101,
  'pending#2027-01': 30,
  'active#2027-01': 3,
  'active#never': 7,
  'active#2026-11': 0,
});
const BALANCES = counted({ pending: 30, active: 111, negative: -25, spent: 60, expired: 20, buyers: 9 });

test('by month of expiry the face value is told, what of it will be redeemed, and the rest as breakage', () => {
  // Worked out by hand: a point is 0.02 CNY, 82.5 % are redeemed. 202 → 166.65, 66 → 54.45, 14 → 11.55.
  const { months, total, assumed } = calculateLiability(LOTS, BALANCES, { minorUnitsPerPoint: 2, rate: 82.5 });
  expect(assumed).toEqual({ minorUnitsPerPoint: 2, redemptionRate: 0.825 });
  expect(months).toEqual([
    {
      month: '2026-12',
      pendingPoints: 0,
      activePoints: 101,
      value: { faceMinor: 202, expectedMinor: 166, breakageMinor: 36 },
    },
    {
      month: '2027-01',
      pendingPoints: 30,
      activePoints: 3,
      value: { faceMinor: 66, expectedMinor: 54, breakageMinor: 12 },
    },
    {
      month: 'never',
      pendingPoints: 0,
      activePoints: 7,
      value: { faceMinor: 14, expectedMinor: 11, breakageMinor: 3 },
    },
  ]);
  expect(total).toEqual({
    pendingPoints: 30,
    activePoints: 111,
    value: { faceMinor: 282, expectedMinor: 231, breakageMinor: 51 },
  });
});

test('whatever the lots and the rate, face value is expected value and breakage, and the total is the sum of the months', () => {
  const month = fc.constantFrom('2026-12', '2027-01', '2027-12', 'never');
  const lot = fc.tuple(fc.constantFrom('pending', 'active'), month, fc.nat(1_000_000_000));
  const value = fc.record({
    minorUnitsPerPoint: fc.integer({ min: 1, max: 10_000 }),
    rate: fc.nat(10_000).map((parts) => parts / 100),
  });
  fc.assert(
    fc.property(fc.array(lot), value, (all, worth) => {
      const lots = counted(Object.fromEntries(all.map(([bucket, when, points]) => [`${bucket}#${when}`, points])));
      const { months, total } = calculateLiability(lots, new Map(), worth);
      const sum = { points: 0, expected: 0 };
      for (const { pendingPoints, activePoints, value: told } of months) {
        const points = pendingPoints + activePoints;
        const parts = BigInt(Math.round(worth.rate * 100));
        expect(told?.faceMinor).toBe(points * worth.minorUnitsPerPoint);
        expect(told?.expectedMinor).toBe(Number((BigInt(points * worth.minorUnitsPerPoint) * parts) / 10_000n));
        expect((told?.expectedMinor ?? 0) + (told?.breakageMinor ?? 0)).toBe(told?.faceMinor);
        sum.points += points;
        sum.expected += told?.expectedMinor ?? 0;
      }
      expect([...lots.values()].reduce((a, b) => a + b, 0)).toBe(sum.points);
      expect(total.pendingPoints + total.activePoints).toBe(sum.points);
      expect(total.value?.expectedMinor).toBe(sum.expected);
      expect((total.value?.expectedMinor ?? 0) + (total.value?.breakageMinor ?? 0)).toBe(total.value?.faceMinor);
    }),
  );
});

test('large amounts are exact, and one that no number holds is refused rather than told by half', () => {
  const value = { minorUnitsPerPoint: 1_000_000, rate: 99.99 };
  const of = (points: number) => calculateLiability(counted({ 'active#never': points }), new Map(), value);
  // As floating point the product with the rate would be one less.
  expect(of(9_007_199_251).total.value).toEqual({
    faceMinor: 9_007_199_251_000_000,
    expectedMinor: 9_006_298_531_074_900,
    breakageMinor: 900_719_925_100,
  });
  expect(() => of(9_007_199_255)).toThrow(RangeError);
});

test('what members owe is told apart and lowers no month, and of settled points the measured rate is told', () => {
  const { owed, measured } = calculateLiability(LOTS, BALANCES, { minorUnitsPerPoint: 2, rate: 100 });
  expect(owed).toEqual({ points: -25, faceMinor: -50 });
  expect(measured).toEqual({ spent: 60, expired: 20, redemptionRate: 0.75 });
  expect(calculateLiability(new Map(), new Map(), undefined).measured.redemptionRate).toBeNull();
});

test('without redemption points have no value in money', () => {
  const liability = calculateLiability(LOTS, BALANCES, undefined);
  expect(liability).not.toHaveProperty('assumed');
  expect(liability.total).toEqual({ pendingPoints: 30, activePoints: 111 });
  expect(liability.months[0]).toEqual({ month: '2026-12', pendingPoints: 0, activePoints: 101 });
  expect(liability.owed).toEqual({ points: -25 });
});

test('lots that are not what the balances say are named by their bucket, though both together agree', () => {
  expect(differencesOf(calculateLiability(LOTS, BALANCES, undefined))).toEqual([]);
  const drifted = counted({ pending: 31, active: 110 });
  expect(differencesOf(calculateLiability(LOTS, drifted, undefined))).toEqual([
    { bucket: 'pending', lots: 30, balances: 31, difference: -1 },
    { bucket: 'active', lots: 111, balances: 110, difference: 1 },
  ]);
});

test('as a table it has the months, their total, the balances with the difference, and what is owed', async () => {
  const periods: Readonly<Record<string, ReadonlyMap<string, number>>> = { liability: LOTS, points: BALANCES };
  const settings = { currency: 'CNY', timeZone: 'Asia/Shanghai', redemption: { minorUnitsPerPoint: 2, rate: 50 } };
  const read = createReadLiability(
    { period: async (name) => periods[name] ?? new Map() },
    settings,
    () => new Date('2026-11-23T20:00:00Z'),
  );
  const rows = liabilityRows(await read());
  expect([LIABILITY_COLUMNS, ...liabilityCells(rows)].map((cells) => cells.join())).toEqual([
    'date,line,pendingPoints,activePoints,points,faceMinor,expectedMinor,breakageMinor,currency,redemptionRate,measuredRate',
    '2026-11-24,2026-12,0,101,101,202,101,101,CNY,,',
    '2026-11-24,2027-01,30,3,33,66,33,33,CNY,,',
    '2026-11-24,never,0,7,7,14,7,7,CNY,,',
    '2026-11-24,total,30,111,141,282,141,141,CNY,0.5,0.75',
    '2026-11-24,balances,30,111,141,,,,,,',
    '2026-11-24,difference,0,0,0,,,,,,',
    '2026-11-24,owed,,,-25,-50,,,CNY,,',
  ]);
});
