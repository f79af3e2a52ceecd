import * as z from 'zod/mini';
import type { Table } from '../kernel/table/client.ts';
import { getItem } from '../kernel/table/items.ts';
import { type ItemKey, keys } from '../kernel/table/keys.ts';
import { transact } from '../kernel/table/transaction.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { balanceWrite, entryWrite } from './ledger-store.ts';
import type { PendingLot } from './lot.ts';

export interface ReleaseStore {
  /** The lot at a key of the due index, if it still waits. */
  pendingLot(key: ItemKey): Promise<PendingLot | undefined>;
  /** Moves a lot from pending to active, if it is as it was read. */
  release(lot: PendingLot, entry: LedgerEntry): Promise<'RELEASED' | 'CHANGED_MEANWHILE'>;
}

const pendingLotItem = z.object({
  memberId: z.string(),
  orderId: z.string(),
  points: z.int().check(z.positive()),
  releaseAt: z.iso.datetime(),
  expiryDay: z.string(),
});

export const createReleaseStore = (table: Table): ReleaseStore => ({
  pendingLot: (key) => getItem(table, key, pendingLotItem),

  async release(lot, entry) {
    const { memberId, orderId, releaseAt, expiryDay, points } = lot;
    const answer = await transact(table, {
      // Deleting the lot takes it off the due index in the same write. Its points are its version: a return lowers them.
      pending: {
        Delete: {
          Key: { ...keys.pendingLot(memberId, releaseAt, orderId) },
          ConditionExpression: 'points = :points',
          ExpressionAttributeValues: { ':points': points },
        },
      },
      active: {
        Update: {
          Key: { ...keys.activeLot(memberId, expiryDay) },
          UpdateExpression:
            'SET entityType = :entityType, memberId = :memberId, expiryDay = :expiryDay ADD points :points',
          ExpressionAttributeValues: {
            ':entityType': 'ActiveLot',
            ':memberId': memberId,
            ':expiryDay': expiryDay,
            ':points': points,
          },
        },
      },
      entry: entryWrite(entry),
      balance: balanceWrite(entry),
    });
    if (answer.committed) return 'RELEASED';
    if (answer.failed.has('pending')) return 'CHANGED_MEANWHILE';
    // The lot waits, yet its release is in the ledger, or the balance lacks its points: no rule leads here.
    throw new Error(`lot of order ${orderId} does not agree with the ledger: ${[...answer.failed].join(', ')}`);
  },
});
