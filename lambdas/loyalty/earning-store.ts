import * as z from 'zod/mini';
import { dueAttributes } from '../kernel/due.ts';
import type { Table } from '../kernel/table/client.ts';
import { getItem } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import { transact, type Write } from '../kernel/table/transaction.ts';
import { balanceWrite, entryWrite } from './ledger-store.ts';
import type { PendingLot } from './lot.ts';
import type { Earning } from './order-earning.ts';

/** The rule of the due index that releases a pending lot. */
export const RELEASE_RULE = 'release';

export interface EarningStore {
  /** Records an earning, unless its order has earned before. */
  record(earning: Earning): Promise<'RECORDED' | 'RECORDED_BEFORE'>;
  /** Digest of the event by which an order has earned. */
  causeHash(memberId: string, entryId: string): Promise<string | undefined>;
}

const recordedEntry = z.object({ causeHash: z.string() });

export const createEarningStore = (table: Table, dueShardCount: number): EarningStore => ({
  async record({ entry, lot }) {
    const answer = await transact(table, {
      entry: entryWrite(entry),
      balance: balanceWrite(entry),
      // An order too small for a point has its entry, which says so, and nothing to release.
      ...(lot.points > 0 ? { lot: lotWrite(lot, dueShardCount) } : {}),
    });
    return answer.committed ? 'RECORDED' : 'RECORDED_BEFORE';
  },

  async causeHash(memberId, entryId) {
    const entry = await getItem(table, keys.ledgerEntry(memberId, entryId), recordedEntry);
    return entry?.causeHash;
  },
});

function lotWrite(lot: PendingLot, dueShardCount: number): Write {
  const { memberId, orderId, releaseAt } = lot;
  return {
    Put: {
      Item: {
        ...keys.pendingLot(memberId, releaseAt, orderId),
        ...dueAttributes(releaseAt, RELEASE_RULE, memberId, dueShardCount),
        entityType: 'PendingLot',
        ...lot,
      },
    },
  };
}
