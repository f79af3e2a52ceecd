import * as z from 'zod/mini';
import { dueAttributes } from '../kernel/due.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import { keys } from '../kernel/table/keys.ts';
import type { Write } from '../kernel/table/transaction.ts';
import type { HeldSpend } from './ledger-change.ts';
import type { LedgerEntry } from './ledger-entry.ts';

/** The rule that gives back points whose hold has ended. */
export const HOLD_RULE = 'hold';

const held = z.object({ dueSK: z.optional(z.string()) });

/** Until when the points of an entry are held; undefined if they are not, or no more. */
export async function readHeldUntil(
  reader: ItemReader,
  memberId: string,
  entryId: string,
): Promise<string | undefined> {
  const item = await reader.read(keys.ledgerEntry(memberId, entryId), held);
  return item?.dueSK?.split('#')[0];
}

/** Ends a hold, which is the entry's place on the due index and nothing of the entry itself. */
export function endHold({ memberId, entryId, heldUntil }: HeldSpend, dueShardCount: number): Write {
  const { dueSK } = dueAttributes(heldUntil, HOLD_RULE, memberId, dueShardCount);
  return {
    Update: {
      Key: { ...keys.ledgerEntry(memberId, entryId) },
      UpdateExpression: 'REMOVE duePK, dueSK',
      ConditionExpression: 'dueSK = :dueSK',
      ExpressionAttributeValues: { ':dueSK': dueSK },
    },
  };
}

/** The write of an entry. It fails if the cause had its effect before: this is the deduplication, kept for good. */
export function entryWrite(entry: LedgerEntry, dueShardCount: number): Write {
  const { memberId, entryId, recordedAt, redemption } = entry;
  const heldUntil = redemption?.kind === 'order' ? redemption.heldUntil : undefined;
  const Item = {
    ...keys.ledgerEntry(memberId, entryId),
    ...keys.ledgerEntryList(memberId, recordedAt, entryId),
    ...(heldUntil === undefined ? {} : dueAttributes(heldUntil, HOLD_RULE, memberId, dueShardCount)),
    entityType: 'LedgerEntry',
    ...entry,
  };
  return { Put: { Item, ConditionExpression: 'attribute_not_exists(PK)' } };
}
