import type { PlatformEvent } from '../../../lambdas/kernel/platform-event.ts';
import type { Order, OrderClaim, OrderLine, PaidOrder } from '../../../lambdas/loyalty/order.ts';
import type { EarningSettings } from '../../../lambdas/loyalty/order-earning.ts';
import type { OrderReturn } from '../../../lambdas/loyalty/order-return.ts';

export const SETTINGS: EarningSettings = {
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  pointsPerUnit: 1,
  returnWindow: { from: 'payment', days: 14 },
  expiry: { kind: 'afterDays', days: 365 },
};

export const RECORDED_AT = new Date('2026-02-03T04:05:06.007Z');
export const PAID_AT = '2026-02-03T04:00:00.000Z';

/** A paid order of 128.50 CNY in one line, with what a test changes in it. */
export function paidOrder(changes: Partial<PaidOrder> = {}): PaidOrder {
  const paid = changes.paid ?? 12_850;
  return {
    memberId: 'm-1',
    orderId: 'o-1',
    paid,
    lines: [{ lineId: 'tea', quantity: 1, paid }],
    paidAt: PAID_AT,
    isBackfill: false,
    causeHash: 'hash-1',
    ...changes,
  };
}

/** A kept order that consists of some lines. */
export function orderOf(lines: readonly OrderLine[], changes: Partial<Order> = {}): Order {
  return {
    memberId: 'm-1',
    orderId: 'o-1',
    paid: lines.reduce((sum, { paid }) => sum + paid, 0),
    points: lines.reduce((sum, { points }) => sum + points, 0),
    lines,
    paidAt: PAID_AT,
    expiryDay: '2027-02-04',
    ...changes,
  };
}

export function claimOf(changes: Partial<OrderClaim> = {}): OrderClaim {
  return {
    memberId: 'm-1',
    causeHash: 'hash-1',
    pointsPerUnit: 1,
    points: 128,
    paidAt: PAID_AT,
    paidDay: '2026-02-03',
    expiryDay: '2027-02-04',
    releaseAt: '2026-02-17T04:00:00.000Z',
    ...changes,
  };
}

/** A return of the order `o-1`; of all of it unless a test says of what. */
export function returnOf(changes: Partial<OrderReturn> = {}): OrderReturn {
  return {
    orderId: 'o-1',
    refundId: 'r-1',
    messageId: 'message-r-1',
    event: 'Order Returned',
    lines: [],
    isWhole: changes.lines === undefined && changes.amount === undefined,
    returnedAt: '2026-02-10T04:00:00.000Z',
    causeHash: 'hash-r-1',
    ...changes,
  };
}

/** An event of the platform, "Order Completed" unless a test says which. */
export function eventOf(facts: PlatformEvent['facts'], changes: Partial<PlatformEvent> = {}): PlatformEvent {
  return {
    type: 'track',
    event: 'Order Completed',
    class: 'value',
    messageId: 'message-1',
    userId: 'm-1',
    timestamp: PAID_AT,
    receivedAt: PAID_AT,
    facts,
    ...changes,
  };
}
