import type { ItemKey } from '../../../lambdas/kernel/table/keys.ts';
import { keys } from '../../../lambdas/kernel/table/keys.ts';
import { applyDeltas, type Balance, EMPTY_BALANCE } from '../../../lambdas/loyalty/balance.ts';
import type { EarningStore } from '../../../lambdas/loyalty/earning-store.ts';
import type { LedgerEntry } from '../../../lambdas/loyalty/ledger-entry.ts';
import type { PendingLot } from '../../../lambdas/loyalty/lot.ts';
import type { ReleaseStore } from '../../../lambdas/loyalty/release-store.ts';

/** What the two stores promise, kept in memory: each write all at once or not at all, under its conditions. */
export interface MemoryLedger extends EarningStore, ReleaseStore {
  readonly entries: Map<string, LedgerEntry>;
  readonly balances: Map<string, Balance>;
  readonly pendingLots: Map<string, PendingLot>;
  /** Points by member and expiry day. */
  readonly activeLots: Map<string, number>;
}

/** Where the due index finds a lot. */
export const lotKey = ({ memberId, releaseAt, orderId }: PendingLot): ItemKey =>
  keys.pendingLot(memberId, releaseAt, orderId);

export function createMemoryLedger(): MemoryLedger {
  const entries = new Map<string, LedgerEntry>();
  const balances = new Map<string, Balance>();
  const pendingLots = new Map<string, PendingLot>();
  const activeLots = new Map<string, number>();
  const nameOf = (key: ItemKey) => JSON.stringify([key.PK, key.SK]);
  const entryName = (memberId: string, entryId: string) => nameOf(keys.ledgerEntry(memberId, entryId));
  const append = (entry: LedgerEntry) => {
    entries.set(entryName(entry.memberId, entry.entryId), entry);
    balances.set(entry.memberId, applyDeltas(balances.get(entry.memberId) ?? EMPTY_BALANCE, entry.deltas));
  };
  return {
    entries,
    balances,
    pendingLots,
    activeLots,

    async record({ entry, lot }) {
      if (entries.has(entryName(entry.memberId, entry.entryId))) return 'RECORDED_BEFORE';
      append(entry);
      if (lot.points > 0) pendingLots.set(nameOf(lotKey(lot)), lot);
      return 'RECORDED';
    },

    causeHash: async (memberId, entryId) => entries.get(entryName(memberId, entryId))?.causeHash,

    pendingLot: async (key) => pendingLots.get(nameOf(key)),

    async release(lot, entry) {
      if (pendingLots.get(nameOf(lotKey(lot)))?.points !== lot.points) return 'CHANGED_MEANWHILE';
      if (entries.has(entryName(entry.memberId, entry.entryId))) throw new Error('the lot waits, yet it was released');
      append(entry);
      pendingLots.delete(nameOf(lotKey(lot)));
      const active = nameOf(keys.activeLot(lot.memberId, lot.expiryDay));
      activeLots.set(active, (activeLots.get(active) ?? 0) + lot.points);
      return 'RELEASED';
    },
  };
}
