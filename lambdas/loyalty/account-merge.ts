import type { Account } from './balance.ts';
import { EMPTY_SUMS } from './balance.ts';
import { mergeEntryId } from './entry-id.ts';
import type { ActiveLot, LedgerChange, LotChange } from './ledger-change.ts';
import { BUCKETS, type Deltas, type LedgerEntry, SUMS, type SumDeltas } from './ledger-entry.ts';
import type { PendingLot } from './lot.ts';
import { negateQualifying } from './qualifying.ts';
import { inheritTier, type TierRules } from './tier-move.ts';

/** Lots that one step moves: each is two writes. */
export const MOVED_LOTS_MAX = 40;

/** What one account gives to another. */
export interface MergeStep {
  readonly fromId: string;
  readonly toId: string;
  /** What tells this merge from others, and the step in it. */
  readonly requestKey: string;
  readonly step: number;
  readonly account: Account;
  readonly gainer: Account;
  readonly pendingLots: readonly PendingLot[];
  readonly activeLots: readonly ActiveLot[];
  /** Whether these are all: then whatever is left in the account goes along, and it is closed. */
  readonly isLast: boolean;
}

/** One step of a merge: a pair of entries that cancel each other, and the lots that go along. */
export function planMergeStep(given: MergeStep, now: Date, rules: TierRules): LedgerChange {
  const { fromId, toId, account, pendingLots, activeLots, isLast } = given;
  const moved: Deltas = isLast ? account.balance : sumOfLots(pendingLots, activeLots);
  const deltas = withoutZeros(moved);
  const sums = isLast ? withoutZeros(account.sums) : withoutZeros(EMPTY_SUMS);
  const at = now.toISOString();
  const entry: Omit<LedgerEntry, 'memberId' | 'deltas' | 'sums'> = {
    entryId: mergeEntryId(`${fromId} ${given.requestKey}`, toId, given.step),
    kind: 'ADJUST',
    reason: `merge of ${fromId} into ${toId}`,
    occurredAt: at,
    recordedAt: at,
  };
  const days = isLast ? (account.qualifying ?? {}) : {};
  const isMoving = Object.keys(days).length > 0;
  const change: LedgerChange = {
    entries: [
      {
        ...entry,
        memberId: fromId,
        deltas: negated(deltas),
        sums: negated(sums),
        ...(isMoving ? { movedDays: negateQualifying(days) } : {}),
      },
      { ...entry, memberId: toId, deltas, sums, ...(isMoving ? { movedDays: days } : {}) },
    ],
    lots: [
      ...pendingLots.flatMap((lot) => movePending(lot, toId)),
      ...activeLots.flatMap((lot) => moveActive(lot, toId)),
    ],
    gainer: given.gainer,
    // What is owed goes along, whatever the programme would let a member owe.
    debtMax: Number.MAX_SAFE_INTEGER,
    ...(isLast ? { closing: { forwardTo: toId, account } } : {}),
  };
  return isLast ? inheritTier(change, { memberId: toId, gainer: given.gainer, from: account }, rules, now) : change;
}

function sumOfLots(pendingLots: readonly PendingLot[], activeLots: readonly ActiveLot[]): Deltas {
  const sum = (lots: readonly { readonly points: number }[]) => lots.reduce((all, { points }) => all + points, 0);
  return { pending: sum(pendingLots), active: sum(activeLots) };
}

const movePending = (lot: PendingLot, toId: string): LotChange[] => [
  { kind: 'TAKE_PENDING', lot, points: lot.points },
  { kind: 'ADD_PENDING', lot: { ...lot, memberId: toId } },
];

const moveActive = (lot: ActiveLot, toId: string): LotChange[] => [
  { kind: 'TAKE_ACTIVE', lot, points: lot.points },
  { kind: 'ADD_ACTIVE', lot: { ...lot, memberId: toId } },
];

function withoutZeros(deltas: Deltas & SumDeltas): Deltas & SumDeltas {
  return Object.fromEntries([...BUCKETS, ...SUMS].flatMap((name) => (deltas[name] ? [[name, deltas[name]]] : [])));
}

function negated(deltas: Deltas & SumDeltas): Deltas & SumDeltas {
  return Object.fromEntries(Object.entries(deltas).map(([name, change]) => [name, -(change ?? 0)]));
}
