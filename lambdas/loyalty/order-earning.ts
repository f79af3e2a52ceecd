import { daysLater } from '../kernel/clock.ts';
import { type AmountRefusal, minorUnitDecimals, parseAmount } from '../kernel/money.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { earnEntryId, type LedgerEntry } from './ledger-entry.ts';
import { calculateExpiryDay, type ExpiryPolicy, type PendingLot } from './lot.ts';

/** What the programme says about earning. */
export interface EarningSettings {
  readonly currency: string;
  readonly timeZone: string;
  /** Points for one unit of the currency, a whole number. */
  readonly pointsPerUnit: number;
  readonly returnWindowDays: number;
  readonly expiry: ExpiryPolicy;
}

/** A paid order. `revenue` is what was paid for goods, as a decimal. */
export interface PaidOrder {
  readonly memberId: string;
  readonly orderId: string;
  readonly currency: string;
  readonly revenue: string | number;
  /** ISO-8601 in UTC. */
  readonly paidAt: string;
  /** Digest of the event that told of it. */
  readonly causeHash: string;
}

export interface Earning {
  readonly entry: LedgerEntry;
  readonly lot: PendingLot;
}

export type EarningRefusal =
  | AmountRefusal
  | { readonly code: 'CURRENCY_MISMATCH'; readonly expected: string; readonly given: string };

/**
 * What a paid order earns: whole points, rounded down once for the order, pending until the return window ends.
 * points = floor(minor units paid × pointsPerUnit ÷ minor units of one unit), in integers throughout.
 */
export function calculateEarning(
  order: PaidOrder,
  settings: EarningSettings,
  recordedAt: Date,
): Result<Earning, EarningRefusal> {
  const { memberId, orderId, paidAt, causeHash } = order;
  if (order.currency !== settings.currency) {
    return refuse({ code: 'CURRENCY_MISMATCH', expected: settings.currency, given: order.currency });
  }
  const paid = parseAmount(order.revenue, order.currency);
  if (!paid.ok) return paid;
  const minorUnitsPerUnit = 10n ** BigInt(minorUnitDecimals(order.currency));
  const points = Number((BigInt(paid.value) * BigInt(settings.pointsPerUnit)) / minorUnitsPerUnit);
  if (!Number.isSafeInteger(points)) {
    return refuse({
      code: 'AMOUNT_INVALID',
      expected: 'an amount whose points can be counted',
      given: String(order.revenue),
    });
  }
  return ok({
    entry: {
      memberId,
      entryId: earnEntryId(orderId),
      kind: 'EARN_PENDING',
      deltas: { pending: points, lifetimeEarned: points, tierQualifying: points },
      orderId,
      occurredAt: paidAt,
      recordedAt: recordedAt.toISOString(),
      causeHash,
    },
    lot: {
      memberId,
      orderId,
      points,
      releaseAt: daysLater(paidAt, settings.returnWindowDays),
      expiryDay: calculateExpiryDay(Date.parse(paidAt), settings.expiry, settings.timeZone),
    },
  });
}
