import { DELIVERY_WAIT_DAYS_MAX } from '../../programmes/programme.ts';
import { allocate, proRata } from '../kernel/allocation.ts';
import { dayOf } from '../kernel/calendar.ts';
import { daysLater } from '../kernel/clock.ts';
import { minorUnitDecimals } from '../kernel/money.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { earnEntryId } from './entry-id.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { calculateExpiryDay, type ExpiryPolicy, type PendingLot } from './lot.ts';
import type { Order, OrderClaim, PaidOrder } from './order.ts';

/** What the programme says about earning. */
export interface EarningSettings {
  readonly currency: string;
  readonly timeZone: string;
  /** Points for one unit of the currency, a whole number. */
  readonly pointsPerUnit: number;
  readonly returnWindow: { readonly from: 'payment' | 'delivery'; readonly days: number };
  readonly expiry: ExpiryPolicy;
}

export type EarningRefusal = { readonly code: 'AMOUNT_INVALID'; readonly expected: string; readonly given: string };

/**
 * What a paid order earns: whole points, rounded down once for the order.
 * points = floor(minor units paid × pointsPerUnit ÷ minor units of one unit), in integers throughout.
 * What points paid for earns nothing, nor does an order of the past that is only to be counted.
 */
export function calculateOrderPoints(order: PaidOrder, settings: EarningSettings): Result<number, EarningRefusal> {
  const minorUnitsPerUnit = 10 ** minorUnitDecimals(settings.currency);
  const earning = order.isBackfill ? 0 : order.paid - (order.paidWithPoints ?? 0);
  const points = proRata(earning, settings.pointsPerUnit, minorUnitsPerUnit);
  if (Number.isSafeInteger(points)) return ok(points);
  return refuse({ code: 'AMOUNT_INVALID', expected: 'an amount whose points can be counted', given: `${order.paid}` });
}

/** When the points of an order can be spent: so many days after payment, or after delivery. ISO-8601 in UTC. */
export function calculateReleaseAt(
  paidAt: string,
  deliveredAt: string | undefined,
  { from, days }: EarningSettings['returnWindow'],
): string {
  if (from === 'payment') return daysLater(paidAt, days);
  // A delivery that nobody tells of ends the wait all the same.
  const latest = daysLater(paidAt, DELIVERY_WAIT_DAYS_MAX);
  const delivered = deliveredAt === undefined ? latest : daysLater(deliveredAt, days);
  return delivered < latest ? delivered : latest;
}

/** What is decided when an order is first told as paid. */
export function decideClaim(
  paid: PaidOrder,
  points: number,
  deliveredAt: string | undefined,
  settings: EarningSettings,
): OrderClaim {
  const { memberId, causeHash, paidAt, paidWithPoints } = paid;
  const releaseAt = calculateReleaseAt(paidAt, deliveredAt, settings.returnWindow);
  const paidDay = dayOf(Date.parse(paidAt), settings.timeZone);
  const expiryDay = calculateExpiryDay(Date.parse(paidAt), settings.expiry, settings.timeZone);
  const pointsPerUnit = paid.isBackfill ? 0 : settings.pointsPerUnit;
  const byPoints = paidWithPoints === undefined ? {} : { paidWithPoints };
  return { memberId, causeHash, pointsPerUnit, points, ...byPoints, paidAt, paidDay, expiryDay, releaseAt };
}

/**
 * The order as it is kept: its lines share the points in proportion to what was paid for them. It follows from the
 * claim and the content that the claim is for, so it is the same whoever works it out, and when.
 */
export function orderOfClaim({ orderId, paid, lines }: PaidOrder, claim: OrderClaim): Order {
  const { memberId, points, paidAt, expiryDay } = claim;
  const shares = allocate(
    points,
    lines.map((line) => line.paid),
  );
  const shared = lines.map((line, index) => ({ ...line, points: shares[index] ?? 0 }));
  return { memberId, orderId, paid, points, lines: shared, paidAt, expiryDay };
}

export interface Earning {
  readonly entry: LedgerEntry;
  readonly lot: PendingLot;
}

/** The entry and the lot of a kept order; `holderId` is whose points they are, the member or whom it was merged into. */
export function orderEarning(order: Order, claim: OrderClaim, holderId: string, recordedAt: Date): Earning {
  const { orderId, points, paid, paidAt, expiryDay } = order;
  return {
    entry: {
      memberId: holderId,
      entryId: earnEntryId(orderId),
      kind: 'EARN_PENDING',
      deltas: points === 0 ? {} : { pending: points, lifetimeEarned: points, tierQualifying: points },
      sums: { orderCount: 1, paidMinor: paid },
      orderId,
      orderDay: claim.paidDay,
      occurredAt: paidAt,
      recordedAt: recordedAt.toISOString(),
      causeHash: claim.causeHash,
    },
    lot: { memberId: holderId, orderId, points, releaseAt: claim.releaseAt, expiryDay },
  };
}
