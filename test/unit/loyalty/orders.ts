import type { EarningSettings, PaidOrder } from '../../../lambdas/loyalty/order-earning.ts';

export const SETTINGS: EarningSettings = {
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  pointsPerUnit: 1,
  returnWindowDays: 14,
  expiry: { kind: 'afterDays', days: 365 },
};

export const RECORDED_AT = new Date('2026-02-03T04:05:06.007Z');

/** A paid order of 128.50 CNY, with what a test changes in it. */
export function paidOrder(changes: Partial<PaidOrder> = {}): PaidOrder {
  return {
    memberId: 'm-1',
    orderId: 'o-1',
    currency: 'CNY',
    revenue: '128.50',
    paidAt: '2026-02-03T04:00:00.000Z',
    causeHash: 'hash-1',
    ...changes,
  };
}
