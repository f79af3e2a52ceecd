import { keys } from '../kernel/table/keys.ts';
import type { Write } from '../kernel/table/transaction.ts';
import { BUCKETS, type LedgerEntry } from './ledger-entry.ts';

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

/**
 * The write that carries an entry over to the balance. Adding is safe only together with {@link entryWrite} in one
 * transaction. It fails if a bucket would fall below zero.
 */
export function balanceWrite(entry: LedgerEntry): Write {
  const changed = BUCKETS.filter((bucket) => (entry.deltas[bucket] ?? 0) !== 0);
  const taken = changed.filter((bucket) => (entry.deltas[bucket] ?? 0) < 0);
  const values = [
    ...changed.map((bucket) => [`:${bucket}`, entry.deltas[bucket]]),
    ...taken.map((bucket) => [`:${bucket}Needed`, -(entry.deltas[bucket] ?? 0)]),
  ];
  const add = changed.length === 0 ? '' : ` ADD ${changed.map((bucket) => `${bucket} :${bucket}`).join(', ')}`;
  return {
    Update: {
      Key: { ...keys.points(entry.memberId) },
      UpdateExpression: `SET entityType = :entityType, memberId = :memberId, updatedAt = :updatedAt${add}`,
      ...(taken.length === 0
        ? {}
        : { ConditionExpression: taken.map((bucket) => `${bucket} >= :${bucket}Needed`).join(' AND ') }),
      ExpressionAttributeValues: {
        ':entityType': 'Points',
        ':memberId': entry.memberId,
        ':updatedAt': entry.recordedAt,
        ...Object.fromEntries(values),
      },
    },
  };
}
