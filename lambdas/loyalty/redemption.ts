import { addDays } from '../kernel/calendar.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { endOf } from './account-review.ts';
import { type Account, type Balance, repayFirst } from './balance.ts';
import type { ActiveLot, CapUse, LedgerChange, LotChange } from './ledger-change.ts';
import type { LedgerEntry, LotShare, Redemption } from './ledger-entry.ts';
import { NEVER } from './lot.ts';
import { soonestFirst, takeActive } from './reversal.ts';

/** Points that come back are good for so many whole days at least. */
const REFUND_DAYS_MIN = 30;
/** Lots that one refund opens at most; what is more goes into the latest of them. */
const REFUND_LOTS_MAX = 4;
/** Of a limit without a period: so long it is remembered. */
const FOR_EVER = '9000-01-01T00:00:00.000Z';

/** What the programme says about paying with points. */
export interface RedemptionSettings {
  /** What a point is worth, in minor units of the currency. */
  readonly minorUnitsPerPoint: number;
  /** The fewest points of one redemption. */
  readonly pointsMin: number;
  /** The most of an order that points may pay, in percent. */
  readonly orderShareMax: number;
  /** How long points are held for an order that is being paid. */
  readonly holdMinutes: number;
}

export interface InsufficientPoints {
  readonly code: 'INSUFFICIENT_POINTS';
  readonly expected: string;
  readonly given: string;
}

/** What of an order could be paid with points now. */
export interface OrderQuote {
  /** Points that can be spent, whatever the order. */
  readonly usable: number;
  /** The most that this order takes; 0 if that is fewer than one redemption needs. */
  readonly pointsMax: number;
  /** What those are worth, in minor units. */
  readonly valueMax: number;
}

/** The lots that can be spent on a day: those that expire on it, or before, are gone though nobody has booked it yet. */
export const usableLots = (
  lots: readonly ActiveLot[],
  today: string,
  inactiveDay: string | undefined,
): readonly ActiveLot[] => soonestFirst(lots).filter((lot) => endOf(lot, inactiveDay) > today);

/**
 * How many points can be spent: those that are active, less those that are over and nobody has booked so yet.
 * @param lots those that expire soonest; of a member of many days not all
 */
export function usablePoints(
  { active }: Pick<Balance, 'active'>,
  lots: readonly ActiveLot[],
  today: string,
  inactiveDay: string | undefined,
): number {
  const good = new Set(usableLots(lots, today, inactiveDay));
  return active - lots.reduce((over, lot) => (good.has(lot) ? over : over + lot.points), 0);
}

/** @param orderTotal what is to be paid for the goods, in minor units */
export function quoteOrder(orderTotal: number, usable: number, settings: RedemptionSettings): OrderQuote {
  const { minorUnitsPerPoint, pointsMin, orderShareMax } = settings;
  const share = Number((BigInt(orderTotal) * BigInt(orderShareMax)) / 100n);
  const most = Math.min(usable, Math.floor(share / minorUnitsPerPoint));
  const pointsMax = most < pointsMin ? 0 : most;
  return { usable, pointsMax, valueMax: pointsMax * minorUnitsPerPoint };
}

/** What points are spent on, and under which request. */
export interface Spending {
  readonly memberId: string;
  readonly entryId: string;
  readonly points: number;
  readonly redemption: Redemption;
  readonly orderId?: string;
  readonly requestHash: string;
}

/** Spends points: from those that expire soonest. Which they were is recorded, so that they can come back as they were. */
export function spendPoints(
  { points, requestHash, ...spending }: Spending,
  usable: readonly ActiveLot[],
  now: Date,
): Result<LedgerChange, InsufficientPoints> {
  const { taken, lots } = takeActive(points, usable);
  if (taken < points) return refuse({ code: 'INSUFFICIENT_POINTS', expected: `at most ${taken}`, given: `${points}` });
  const allocation = lots.map(({ lot, points: share }) => ({ expiryDay: lot.expiryDay, points: share }));
  const at = now.toISOString();
  const entry: LedgerEntry = {
    ...spending,
    kind: 'SPEND',
    deltas: { active: -points, spent: points },
    allocation,
    occurredAt: at,
    recordedAt: at,
    causeHash: requestHash,
  };
  return ok({ entries: [entry], lots });
}

/**
 * The part of an allocation that comes back next, when so many points of it are back: of what expires last first, which
 * is what the member would rather have kept.
 */
export function sharesToReturn(allocation: readonly LotShare[], back: number, points: number): readonly LotShare[] {
  let [skip, left] = [back, points];
  return soonestShareFirst(allocation)
    .reverse()
    .flatMap(({ expiryDay, points: share }) => {
      const skipped = Math.min(skip, share);
      const taken = Math.min(left, share - skipped);
      [skip, left] = [skip - skipped, left - taken];
      return taken > 0 ? [{ expiryDay, points: taken }] : [];
    });
}

/** Days as they are when the points are back: the original one, and at least thirty whole days from today. */
export function extendShares(shares: readonly LotShare[], today: string): readonly LotShare[] {
  const least = addDays(today, REFUND_DAYS_MIN + 1);
  return shares.map(({ expiryDay, points }) => ({ expiryDay: expiryDay < least ? least : expiryDay, points }));
}

export interface GivenBack {
  readonly repaid: number;
  /** By expiry day, each once; together with what was repaid all of the points. */
  readonly shares: readonly LotShare[];
}

/** What points that come back do: they repay what the member owes first, with those that expire soonest. */
export function giveBack(shares: readonly LotShare[], account: Account): GivenBack {
  const total = shares.reduce((sum, { points }) => sum + points, 0);
  const { repaid } = repayFirst(total, account.balance);
  let left = repaid;
  const kept = soonestShareFirst(shares).flatMap(({ expiryDay, points }) => {
    const used = Math.min(left, points);
    left -= used;
    return points > used ? [{ expiryDay, points: points - used }] : [];
  });
  return { repaid, shares: together(kept) };
}

/** The lots of points that came back. */
export const lotsOfShares = (memberId: string, shares: readonly LotShare[]): readonly LotChange[] =>
  shares.map(({ expiryDay, points }) => ({ kind: 'ADD_ACTIVE', lot: { memberId, expiryDay, points } }));

/** How many of a reward a member may have. */
export const rewardLimit = (memberId: string, rewardId: string, timesMax: number): CapUse => ({
  memberId,
  action: `reward ${rewardId}`,
  period: 'ever',
  timesMax,
  endsAt: FOR_EVER,
});

/** Each day once; those that are too many expire with the latest of their own. */
function together(shares: readonly LotShare[]): readonly LotShare[] {
  const days = [...new Set(shares.map(({ expiryDay }) => expiryDay))].sort();
  const excess = Math.max(0, days.length - REFUND_LOTS_MAX);
  const dayFor = (expiryDay: string) => days[Math.max(days.indexOf(expiryDay), excess)] ?? NEVER;
  const sums = new Map<string, number>();
  for (const { expiryDay, points } of shares) {
    sums.set(dayFor(expiryDay), (sums.get(dayFor(expiryDay)) ?? 0) + points);
  }
  return [...sums].map(([expiryDay, points]) => ({ expiryDay, points }));
}

function soonestShareFirst(shares: readonly LotShare[]): LotShare[] {
  // Digits sort before letters, and so dates before `never`.
  return [...shares].sort((a, b) => (a.expiryDay < b.expiryDay ? -1 : a.expiryDay > b.expiryDay ? 1 : 0));
}
