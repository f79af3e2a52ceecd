import { BUCKETS, type Bucket, type Deltas, SUMS, type Sum, type SumDeltas } from './ledger-entry.ts';
import type { Qualifying } from './qualifying.ts';
import type { Standing } from './tier.ts';
import type { TierTrial } from './tier-trial.ts';

/** A member's points by bucket: the sum of the member's entries, and nothing else. */
export type Balance = Readonly<Record<Bucket, number>>;

/** What a member's orders come to: the sum of the entries' too. */
export type OrderSums = Readonly<Record<Sum, number>>;

/** What the ledger knows of a member. */
export interface Account {
  readonly balance: Balance;
  readonly sums: OrderSums;
  /** The member that this one was merged into; nothing is booked here any more. */
  readonly forwardTo?: string | undefined;
  /** Counts the writes. */
  readonly version: number;
  /** ISO-8601 in UTC: when something in it comes due, such as the expiry of points. */
  readonly dueAt?: string | undefined;
  /** A programme-zone date: when all points expire if the member does nothing. Only of such a policy. */
  readonly inactiveDay?: string | undefined;
  /** What counts for tiers; kept where the programme has some. */
  readonly qualifying?: Qualifying | undefined;
  /** The tier that is held for a term. */
  readonly standing?: Standing | undefined;
  /** What is to show what a tier does. */
  readonly trials?: readonly TierTrial[] | undefined;
}

export const EMPTY_BALANCE: Balance = {
  pending: 0,
  active: 0,
  spent: 0,
  expired: 0,
  negative: 0,
  lifetimeEarned: 0,
  tierQualifying: 0,
};

export const EMPTY_SUMS: OrderSums = {
  orderCount: 0,
  returnedOrderCount: 0,
  paidMinor: 0,
  returnedMinor: 0,
  pointsPaidMinor: 0,
};

/** The account of a member that nothing was booked for. */
export const EMPTY_ACCOUNT: Account = { balance: EMPTY_BALANCE, sums: EMPTY_SUMS, version: 0 };

/** The balance after an entry. */
export function applyDeltas(balance: Balance, deltas: Deltas): Balance {
  const sums = BUCKETS.map((bucket) => [bucket, balance[bucket] + (deltas[bucket] ?? 0)]);
  return Object.fromEntries(sums) as Record<Bucket, number>;
}

/** The sums after an entry. */
export function applySums(sums: OrderSums, deltas: SumDeltas): OrderSums {
  return Object.fromEntries(SUMS.map((name) => [name, sums[name] + (deltas[name] ?? 0)])) as Record<Sum, number>;
}

/** How much of points that become spendable repays what the member owes, and how much is left. */
export function repayFirst(points: number, balance: Balance): { readonly repaid: number; readonly left: number } {
  const repaid = Math.min(points, Math.max(0, -balance.negative));
  return { repaid, left: points - repaid };
}
