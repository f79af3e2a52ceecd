import { keys } from '../kernel/table/keys.ts';
import type { Write } from '../kernel/table/transaction.ts';
import type { LedgerEntry } from './ledger-entry.ts';

/** The write of an entry. It fails if the cause had its effect before: this is the deduplication, kept for good. */
export function entryWrite(entry: LedgerEntry): Write {
  const { memberId, entryId, recordedAt } = entry;
  const Item = {
    ...keys.ledgerEntry(memberId, entryId),
    ...keys.ledgerEntryList(memberId, recordedAt, entryId),
    entityType: 'LedgerEntry',
    ...entry,
  };
  return { Put: { Item, ConditionExpression: 'attribute_not_exists(PK)' } };
}
