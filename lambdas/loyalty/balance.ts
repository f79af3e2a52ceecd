import { BUCKETS, type Bucket, type Deltas } from './ledger-entry.ts';

/** A member's points by bucket: the sum of the member's entries, and nothing else. */
export type Balance = Readonly<Record<Bucket, number>>;

export const EMPTY_BALANCE: Balance = {
  pending: 0,
  active: 0,
  spent: 0,
  expired: 0,
  negative: 0,
  lifetimeEarned: 0,
  tierQualifying: 0,
};

/** The balance after an entry. */
export function applyDeltas(balance: Balance, deltas: Deltas): Balance {
  const sums = BUCKETS.map((bucket) => [bucket, balance[bucket] + (deltas[bucket] ?? 0)]);
  return Object.fromEntries(sums) as Record<Bucket, number>;
}
