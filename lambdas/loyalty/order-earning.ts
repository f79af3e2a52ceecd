import { DELIVERY_WAIT_DAYS_MAX } from '../../programmes/programme.ts';
import { allocate } from '../kernel/allocation.ts';
import { dayOf } from '../kernel/calendar.ts';
import { daysLater } from '../kernel/clock.ts';
import { minorUnitDecimals } from '../kernel/money.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { type Bonus, type EarningRule, ONE_TIMES } from './earning-rule.ts';
import { earnEntryId } from './entry-id.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { isFor } from './line-filter.ts';
import { calculateExpiryDay, type ExpiryPolicy, type PendingLot } from './lot.ts';
import type { Order, OrderClaim, OrderLine, PaidOrder } from './order.ts';
import type { TierLevel, TierSettings } from './tier.ts';

/** What the programme says about earning. */
export interface EarningSettings {
  readonly currency: string;
  readonly timeZone: string;
  /** Points for one unit of the currency, a whole number. */
  readonly pointsPerUnit: number;
  readonly returnWindow: { readonly from: 'payment' | 'delivery'; readonly days: number };
  readonly expiry: ExpiryPolicy;
  readonly rules?: readonly EarningRule[] | undefined;
  readonly tiers?: TierSettings | undefined;
}

export type EarningRefusal = { readonly code: 'AMOUNT_INVALID'; readonly expected: string; readonly given: string };

/**
 * What a paid order earns: whole points, rounded down once for the order.
 * points = floor(Σ minor units paid for a line × its multiplier × pointsPerUnit ÷ minor units of one unit), in integers.
 * What points paid for earns nothing, nor does an order of the past that is only to be counted.
 */
export function calculateOrderPoints(
  order: PaidOrder,
  settings: EarningSettings,
  multipliers?: readonly number[],
): Result<number, EarningRefusal> {
  const minorUnitsPerUnit = BigInt(10 ** minorUnitDecimals(settings.currency) * ONE_TIMES);
  const weights = order.isBackfill ? [] : earningWeights(order, multipliers);
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  const points = Number((sum * BigInt(settings.pointsPerUnit)) / minorUnitsPerUnit);
  if (Number.isSafeInteger(points)) return ok(points);
  return refuse({ code: 'AMOUNT_INVALID', expected: 'an amount whose points can be counted', given: `${order.paid}` });
}

/** What of each line earns: what was paid for it less its share of what points paid, times its multiplier in hundredths. */
function earningWeights(
  { lines, paidWithPoints = 0 }: Pick<PaidOrder, 'lines' | 'paidWithPoints'>,
  multipliers: readonly number[] | undefined,
): bigint[] {
  const byPoints = allocate(
    paidWithPoints,
    lines.map((line) => line.paid),
  );
  return lines.map(
    (line, index) => BigInt(line.paid - (byPoints[index] ?? 0)) * BigInt(multipliers?.[index] ?? ONE_TIMES),
  );
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
  bonus: Bonus,
  { deliveredAt, tier }: { readonly deliveredAt: string | undefined; readonly tier: string | undefined },
  settings: EarningSettings,
): OrderClaim {
  const { memberId, causeHash, paidAt, paidWithPoints, isBackfill } = paid;
  const releaseAt = calculateReleaseAt(paidAt, deliveredAt, settings.returnWindow);
  const paidDay = dayOf(Date.parse(paidAt), settings.timeZone);
  const expiryDay = calculateExpiryDay(Date.parse(paidAt), settings.expiry, settings.timeZone);
  const pointsPerUnit = isBackfill ? 0 : settings.pointsPerUnit;
  const byPoints = paidWithPoints === undefined ? {} : { paidWithPoints };
  const { multipliers } = bonus;
  const byRules = multipliers === undefined ? {} : { multipliers, rules: bonus.rules.map(({ id }) => id) };
  const earned = { pointsPerUnit, points, ...byPoints, ...byRules };
  const bought = boughtLines(paid, settings.tiers?.levels ?? []);
  const ofTier = { ...(tier === undefined ? {} : { tier }), ...(bought === undefined ? {} : { bought }) };
  const ofPast = isBackfill ? { isBackfill } : {};
  return { memberId, causeHash, ...earned, ...ofTier, ...ofPast, paidAt, paidDay, expiryDay, releaseAt };
}

/** The places of the lines of what tiers are for the buyers of, by tier; undefined where there are none. */
function boughtLines({ lines }: PaidOrder, levels: readonly TierLevel[]): OrderClaim['bought'] {
  const found = levels.flatMap(({ id, condition: { bought } }) => {
    if (bought === undefined) return [];
    const places = lines.flatMap((line, index) => (isFor(bought, line) ? [index] : []));
    return places.length === 0 ? [] : [[id, places] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/**
 * The order as it is kept: its lines share the points in proportion to what each of them earns. It follows from the
 * claim and the content that the claim is for, so it is the same whoever works it out, and when.
 */
export function orderOfClaim({ orderId, paid, lines }: PaidOrder, claim: OrderClaim): Order {
  const { memberId, points, paidAt, expiryDay, multipliers, paidWithPoints } = claim;
  const weights =
    multipliers === undefined ? lines.map((line) => line.paid) : earningWeights({ lines, paidWithPoints }, multipliers);
  const shares = allocate(points, weights);
  const shared = lines.map(({ lineId, quantity, paid: ofLine }, index) => ({
    lineId,
    quantity,
    paid: ofLine,
    points: shares[index] ?? 0,
  }));
  return { memberId, orderId, paid, points, lines: shared, paidAt, expiryDay };
}

/** Pieces of what tiers are for the buyers of, as an entry tells them; `count` says how many of a line. */
export function piecesOf(
  { lines }: Order,
  { bought = {} }: OrderClaim,
  count: (line: OrderLine, index: number) => number,
): Pick<LedgerEntry, 'pieces'> {
  const counts = lines.map(count);
  const pieces = Object.entries(bought)
    .map(([tier, places]) => [tier, places.reduce((sum, place) => sum + (counts[place] ?? 0), 0)] as const)
    .filter(([, sum]) => sum !== 0);
  return pieces.length === 0 ? {} : { pieces: Object.fromEntries(pieces) };
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
      sums: {
        orderCount: 1,
        paidMinor: paid,
        ...(claim.paidWithPoints === undefined ? {} : { pointsPaidMinor: claim.paidWithPoints }),
      },
      ...piecesOf(order, claim, ({ quantity }) => quantity),
      orderId,
      orderDay: claim.paidDay,
      occurredAt: paidAt,
      recordedAt: recordedAt.toISOString(),
      causeHash: claim.causeHash,
    },
    lot: { memberId: holderId, orderId, points, releaseAt: claim.releaseAt, expiryDay },
  };
}
