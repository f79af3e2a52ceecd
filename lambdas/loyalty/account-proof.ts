import { type Account, applyDeltas, applySums, EMPTY_BALANCE, EMPTY_SUMS } from './balance.ts';
import type { ActiveLot } from './ledger-change.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { PendingLot } from './lot.ts';

/** Everything that the ledger keeps of one member. */
export interface Books {
  readonly account: Account;
  readonly entries: readonly LedgerEntry[];
  readonly pendingLots: readonly PendingLot[];
  readonly activeLots: readonly ActiveLot[];
}

/** A figure that is not what the entries make of it. */
export interface BookDifference {
  /** A bucket, a sum, or the lots of a bucket. */
  readonly figure: string;
  readonly booked: number;
  readonly expected: number;
}

/**
 * What of a member's books does not hold: every bucket and every sum is that of the entries, and the lots of a bucket are
 * what is in it. Empty where all of it holds.
 */
export function proveAccount({ account, entries, pendingLots, activeLots }: Books): readonly BookDifference[] {
  const balance = entries.reduce((sum, { deltas }) => applyDeltas(sum, deltas), EMPTY_BALANCE);
  const sums = entries.reduce((sum, entry) => applySums(sum, entry.sums ?? {}), EMPTY_SUMS);
  const expected = { ...balance, ...sums };
  const booked: Readonly<Record<string, number>> = { ...account.balance, ...account.sums };
  const total = (lots: readonly { readonly points: number }[]) => lots.reduce((sum, { points }) => sum + points, 0);
  return [
    ...Object.entries(expected).map(([figure, value]) => ({ figure, booked: booked[figure] ?? 0, expected: value })),
    { figure: 'pendingLots', booked: total(pendingLots), expected: balance.pending },
    { figure: 'activeLots', booked: total(activeLots), expected: balance.active },
  ].filter((each) => each.booked !== each.expected);
}
