import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calculateEarning, type Earning, type PaidOrder } from '../../../lambdas/loyalty/order-earning.ts';
import { paidOrder, RECORDED_AT, SETTINGS } from './orders.ts';

function earningOf(order: PaidOrder, settings = SETTINGS): Earning {
  const earning = calculateEarning(order, settings, RECORDED_AT);
  if (!earning.ok) throw new Error(`refused: ${JSON.stringify(earning.refusal)}`);
  return earning.value;
}

test('whatever is paid, points are whole, exact, and rounded down once', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 1_000 }), (fen, pointsPerUnit) => {
      const revenue = `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
      const { lot } = earningOf(paidOrder({ revenue }), { ...SETTINGS, pointsPerUnit });
      // n points cost at least n units, and one point more would have cost more than was paid.
      expect(BigInt(lot.points) * 100n).toBeLessThanOrEqual(BigInt(fen) * BigInt(pointsPerUnit));
      expect(BigInt(lot.points + 1) * 100n).toBeGreaterThan(BigInt(fen) * BigInt(pointsPerUnit));
    }),
  );
});

test('the lot holds what the entry makes pending, and both sums that look back grow by as much', () => {
  fc.assert(
    fc.property(fc.nat(), (revenue) => {
      const { entry, lot } = earningOf(paidOrder({ revenue }));
      const { points } = lot;
      expect(entry.deltas).toEqual({ pending: points, lifetimeEarned: points, tierQualifying: points });
    }),
  );
});

test.each([
  { revenue: '0.99', currency: 'CNY', pointsPerUnit: 1, points: 0 },
  { revenue: '1.99', currency: 'CNY', pointsPerUnit: 1, points: 1 },
  { revenue: '19.99', currency: 'CNY', pointsPerUnit: 100, points: 1_999 },
  { revenue: 0.29, currency: 'CNY', pointsPerUnit: 100, points: 29 },
  { revenue: 4.35, currency: 'CNY', pointsPerUnit: 100, points: 435 },
  { revenue: '0.33', currency: 'CNY', pointsPerUnit: 3, points: 0 },
  { revenue: '0.34', currency: 'CNY', pointsPerUnit: 3, points: 1 },
  { revenue: '1999', currency: 'JPY', pointsPerUnit: 1, points: 1_999 },
  { revenue: '1.999', currency: 'KWD', pointsPerUnit: 1, points: 1 },
  { revenue: '1.999', currency: 'KWD', pointsPerUnit: 1_000, points: 1_999 },
  { revenue: '0', currency: 'CNY', pointsPerUnit: 1, points: 0 },
])(
  '$revenue $currency at $pointsPerUnit points a unit earns $points',
  ({ revenue, currency, pointsPerUnit, points }) => {
    const { lot } = earningOf(paidOrder({ revenue, currency }), { ...SETTINGS, currency, pointsPerUnit });
    expect(lot.points).toBe(points);
  },
);

test('an order in another currency than the programme is refused, and both are named', () => {
  expect(calculateEarning(paidOrder({ currency: 'USD' }), SETTINGS, RECORDED_AT)).toEqual({
    ok: false,
    refusal: { code: 'CURRENCY_MISMATCH', expected: 'CNY', given: 'USD' },
  });
});

test('an amount that is none in the currency is refused', () => {
  expect(calculateEarning(paidOrder({ revenue: '1.234' }), SETTINGS, RECORDED_AT)).toMatchObject({
    ok: false,
    refusal: { code: 'AMOUNT_INVALID', given: '1.234' },
  });
});

test('an amount whose points are more than can be counted exactly is refused', () => {
  const settings = { ...SETTINGS, currency: 'JPY', pointsPerUnit: 1_000 };
  const earning = (revenue: string) => calculateEarning(paidOrder({ revenue, currency: 'JPY' }), settings, RECORDED_AT);
  expect(earning('9007199254740')).toMatchObject({ ok: true, value: { lot: { points: 9_007_199_254_740_000 } } });
  expect(earning('9007199254741')).toMatchObject({ ok: false, refusal: { code: 'AMOUNT_INVALID' } });
});

test('the entry is named after its order, so that an order has one', () => {
  expect(earningOf(paidOrder()).entry).toEqual({
    memberId: 'm-1',
    entryId: 'EARN#o-1',
    kind: 'EARN_PENDING',
    deltas: { pending: 128, lifetimeEarned: 128, tierQualifying: 128 },
    orderId: 'o-1',
    occurredAt: '2026-02-03T04:00:00.000Z',
    recordedAt: '2026-02-03T04:05:06.007Z',
    causeHash: 'hash-1',
  });
});

test('the lot is released when the return window of the payment ends, whenever the order was recorded', () => {
  expect(earningOf(paidOrder()).lot).toEqual({
    memberId: 'm-1',
    orderId: 'o-1',
    points: 128,
    releaseAt: '2026-02-17T04:00:00.000Z',
    expiryDay: '2027-02-04',
  });
  expect(earningOf(paidOrder(), { ...SETTINGS, returnWindowDays: 0 }).lot.releaseAt).toBe('2026-02-03T04:00:00.000Z');
});

test('an order of long ago earns at its own time', () => {
  const { entry, lot } = earningOf(paidOrder({ paidAt: '1970-01-01T00:00:00.000Z' }));
  expect([entry.occurredAt, lot.releaseAt, lot.expiryDay]).toEqual([
    '1970-01-01T00:00:00.000Z',
    '1970-01-15T00:00:00.000Z',
    '1971-01-02',
  ]);
});
