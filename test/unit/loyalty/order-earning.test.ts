import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  calculateOrderPoints,
  calculateReleaseAt,
  decideClaim,
  orderEarning,
  orderOfClaim,
} from '../../../lambdas/loyalty/order-earning.ts';
import { claimOf, orderOf, PAID_AT, paidOrder, RECORDED_AT, SETTINGS } from './orders.ts';

const pointsOf = (paid: number, settings = SETTINGS) => {
  const points = calculateOrderPoints(paidOrder({ paid }), settings);
  return points.ok ? points.value : points.refusal.code;
};
const lines = fc.uniqueArray(
  fc.record({
    lineId: fc.string({ minLength: 1, maxLength: 4 }),
    quantity: fc.integer({ min: 1, max: 9 }),
    paid: fc.nat(),
  }),
  { selector: ({ lineId }) => lineId, minLength: 1, maxLength: 8 },
);

test('whatever is paid, points are whole, exact, and rounded down once', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 1_000 }), (fen, pointsPerUnit) => {
      const points = BigInt(pointsOf(fen, { ...SETTINGS, pointsPerUnit }));
      // n points cost at least n units, and one point more would have cost more than was paid.
      expect(points * 100n).toBeLessThanOrEqual(BigInt(fen) * BigInt(pointsPerUnit));
      expect((points + 1n) * 100n).toBeGreaterThan(BigInt(fen) * BigInt(pointsPerUnit));
    }),
  );
});

test('the lines share what the order earned, each within a point of its part', () => {
  fc.assert(
    fc.property(lines, fc.integer({ min: 0, max: 9 }), (bought, pointsPerUnit) => {
      const paid = bought.reduce((sum, line) => sum + line.paid, 0);
      const told = paidOrder({ paid, lines: bought });
      const points = Number(pointsOf(paid, { ...SETTINGS, pointsPerUnit }));
      const order = orderOfClaim(told, claimOf({ points }));
      expect(order.lines.reduce((sum, line) => sum + line.points, 0)).toBe(points);
      for (const line of order.lines) {
        if (paid > 0) expect(Math.abs(line.points - (points * line.paid) / paid)).toBeLessThan(1);
      }
      expect(order.lines.map(({ points: _, ...line }) => line)).toEqual(bought);
    }),
  );
});

test.each([
  { paid: 99, currency: 'CNY', pointsPerUnit: 1, points: 0 },
  { paid: 199, currency: 'CNY', pointsPerUnit: 1, points: 1 },
  { paid: 1_999, currency: 'CNY', pointsPerUnit: 100, points: 1_999 },
  { paid: 33, currency: 'CNY', pointsPerUnit: 3, points: 0 },
  { paid: 34, currency: 'CNY', pointsPerUnit: 3, points: 1 },
  { paid: 1_999, currency: 'JPY', pointsPerUnit: 1, points: 1_999 },
  { paid: 1_999, currency: 'KWD', pointsPerUnit: 1, points: 1 },
  { paid: 0, currency: 'CNY', pointsPerUnit: 1, points: 0 },
  { paid: 100, currency: 'CNY', pointsPerUnit: 0, points: 0 },
])('$paid minor units of $currency at $pointsPerUnit points a unit earn $points', (each) => {
  const { paid, currency, pointsPerUnit, points } = each;
  expect(pointsOf(paid, { ...SETTINGS, currency, pointsPerUnit })).toBe(points);
});

test('an order of the past that is only to be counted earns nothing', () => {
  expect(calculateOrderPoints(paidOrder({ isBackfill: true }), SETTINGS)).toEqual({ ok: true, value: 0 });
});

test('an amount whose points are more than can be counted exactly is refused', () => {
  const settings = { ...SETTINGS, currency: 'JPY', pointsPerUnit: 1_000 };
  expect(pointsOf(9_007_199_254_740, settings)).toBe(9_007_199_254_740_000);
  expect(pointsOf(9_007_199_254_741, settings)).toBe('AMOUNT_INVALID');
});

test('the entry is named after its order and says what the order came to; the lot waits with all of it', () => {
  const order = orderOf([{ lineId: 'tea', quantity: 1, paid: 12_850, points: 128 }]);
  expect(orderEarning(order, claimOf(), 'm-1', RECORDED_AT)).toEqual({
    entry: {
      memberId: 'm-1',
      entryId: 'EARN#o-1',
      kind: 'EARN_PENDING',
      deltas: { pending: 128, lifetimeEarned: 128, tierQualifying: 128 },
      sums: { orderCount: 1, paidMinor: 12_850 },
      orderId: 'o-1',
      orderDay: '2026-02-03',
      occurredAt: PAID_AT,
      recordedAt: '2026-02-03T04:05:06.007Z',
      causeHash: 'hash-1',
    },
    lot: {
      memberId: 'm-1',
      orderId: 'o-1',
      points: 128,
      releaseAt: '2026-02-17T04:00:00.000Z',
      expiryDay: '2027-02-04',
    },
  });
});

test('an order without points is booked all the same, and moves no bucket', () => {
  const order = orderOf([{ lineId: 'tea', quantity: 1, paid: 50, points: 0 }]);
  const { entry } = orderEarning(order, claimOf({ points: 0 }), 'm-1', RECORDED_AT);
  expect([entry.deltas, entry.sums]).toEqual([{}, { orderCount: 1, paidMinor: 50 }]);
});

test('what is earned after a merge is earned by whom the member became', () => {
  const { entry, lot } = orderEarning(orderOf([]), claimOf(), 'm-2', RECORDED_AT);
  expect([entry.memberId, lot.memberId]).toEqual(['m-2', 'm-2']);
});

const fromDelivery = { from: 'delivery', days: 7 } as const;
test.each([
  { of: 'payment', window: SETTINGS.returnWindow, deliveredAt: '2026-03-01T00:00:00.000Z', at: '2026-02-17' },
  {
    of: 'payment without days',
    window: { from: 'payment', days: 0 } as const,
    deliveredAt: undefined,
    at: '2026-02-03',
  },
  { of: 'delivery', window: fromDelivery, deliveredAt: '2026-02-05T04:00:00.000Z', at: '2026-02-12' },
  {
    of: 'a delivery told as before the payment',
    window: fromDelivery,
    deliveredAt: '2026-01-20T04:00:00.000Z',
    at: '2026-01-27',
  },
  { of: 'a delivery that nobody told of', window: fromDelivery, deliveredAt: undefined, at: '2026-05-04' },
  { of: 'a delivery after a year', window: fromDelivery, deliveredAt: '2027-02-05T04:00:00.000Z', at: '2026-05-04' },
])('points of an order wait for the return window of $of until $at', ({ window, deliveredAt, at }) => {
  expect(calculateReleaseAt(PAID_AT, deliveredAt, window).slice(0, 10)).toBe(at);
});

test('an order of long ago is decided at its own time', () => {
  const { releaseAt, expiryDay } = decideClaim(
    paidOrder({ paidAt: '1970-01-01T00:00:00.000Z' }),
    1,
    { rules: [] },
    { deliveredAt: undefined, tier: undefined },
    SETTINGS,
  );
  expect([releaseAt, expiryDay]).toEqual(['1970-01-15T00:00:00.000Z', '1971-01-02']);
});
