import type { Qualifying } from './qualifying.ts';

/** What an entry does to the balance. Nothing is ever edited: what was wrong is put right by a further entry. */
export type EntryKind =
  | 'EARN_PENDING'
  | 'RELEASE'
  | 'SPEND'
  | 'REVERSE_EARN'
  | 'REFUND_SPEND'
  | 'EXPIRE'
  | 'REINSTATE'
  | 'ADJUST';

/**
 * Where points of a member are, and the two sums that only look back. All in whole points. `negative` is what the
 * member owes, at or below zero: so the first five add up to what was earned and not taken back.
 */
export const BUCKETS = [
  'pending',
  'active',
  'spent',
  'expired',
  'negative',
  'lifetimeEarned',
  'tierQualifying',
] as const;

export type Bucket = (typeof BUCKETS)[number];

/**
 * What a member's orders come to. Amounts in minor units; they move in the entries' transactions, and so are exact.
 * `pointsPaidMinor` is the part of what was paid and kept that points paid.
 */
export const SUMS = ['orderCount', 'returnedOrderCount', 'paidMinor', 'returnedMinor', 'pointsPaidMinor'] as const;

export type Sum = (typeof SUMS)[number];

/** What an entry adds to each bucket it touches; below zero, what it takes. */
export type Deltas = { readonly [name in Bucket]?: number | undefined };

export type SumDeltas = { readonly [name in Sum]?: number | undefined };

/** Points that were taken from, or given back to, those of one expiry day. */
export interface LotShare {
  readonly expiryDay: string;
  readonly points: number;
}

/** What a return took back of a line. */
export interface ReturnedLine {
  readonly lineId: string;
  readonly quantity: number;
}

/** What points were spent on. */
export type Redemption =
  /** A part of an order, worth so many minor units; held until an instant (ISO-8601 in UTC) unless it is committed before. */
  | { readonly kind: 'order'; readonly value: number; readonly heldUntil: string }
  /** One of a reward; `isLimited` says whether it counts for the member's limit. */
  | { readonly kind: 'reward'; readonly rewardId: string; readonly isLimited: boolean };

/** Why a tier moved: its line was crossed, it was kept in its grace, a return took it, or a merged member had held it. */
export type TierCause = 'REACHED' | 'KEPT' | 'REVOKED' | 'INHERITED';

/** What an entry did to the member's tier; null is no tier. */
export interface TierMove {
  readonly from: string | null;
  readonly to: string | null;
  readonly cause: TierCause;
  /** At the beginning of which programme-zone date the term ends; absent for a tier without an end. */
  readonly endsOn?: string | undefined;
}

export interface LedgerEntry {
  readonly memberId: string;
  /** Derived from the cause, so that one cause has one entry. */
  readonly entryId: string;
  readonly kind: EntryKind;
  readonly deltas: Deltas;
  readonly sums?: SumDeltas | undefined;
  readonly orderId?: string | undefined;
  /** Of an entry that says what an order comes to: the programme-zone date on which that order was paid. */
  readonly orderDay?: string | undefined;
  /** The event that earned beside orders, such as a review. */
  readonly action?: string | undefined;
  /** Why an entry gives nothing, or why an operator adjusted. */
  readonly reason?: string | undefined;
  /** Of a reversal: what came back, and points that were owed and could not be taken. */
  readonly returned?: readonly ReturnedLine[] | undefined;
  readonly uncovered?: number | undefined;
  /**
   * Of a reversal that does not take back just its points on its own day: points by programme-zone date. A return that is
   * told after a later one changes what that one rounds to.
   */
  readonly reversedByDay?: Readonly<Record<string, number>> | undefined;
  /** Pieces of what a tier is for the buyers of that were bought, or below zero came back; by tier. */
  readonly pieces?: Readonly<Record<string, number>> | undefined;
  readonly tier?: TierMove | undefined;
  /** Of a merge: the days that go along, as far as tiers look at them. */
  readonly movedDays?: Qualifying | undefined;
  /** Of points that were spent: on what. */
  readonly redemption?: Redemption | undefined;
  /** Which points were spent, expired or given back, by the day on which they expire. */
  readonly allocation?: readonly LotShare[] | undefined;
  /** ISO-8601 in UTC: when it happened in the world, and when it was written down. */
  readonly occurredAt: string;
  readonly recordedAt: string;
  /** Digest of the event behind it: the same cause with other content is found out by it. */
  readonly causeHash?: string | undefined;
}

/** Whether an entry keeps a member's points alive: what is earned by doing something, spent or given by an operator does. */
export function isActivity({ kind, deltas }: LedgerEntry): boolean {
  const given = (deltas.active ?? 0) + (deltas.negative ?? 0);
  // What counts for tiers was done by the member; a gift was not.
  if (kind === 'EARN_PENDING') return (deltas.tierQualifying ?? 0) > 0;
  return kind === 'SPEND' || ((kind === 'ADJUST' || kind === 'REINSTATE') && given > 0);
}
