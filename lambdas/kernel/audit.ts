import { memberShard } from './ids.ts';
import { keys } from './table/keys.ts';
import type { Write } from './table/transaction.ts';

const SHARD_COUNT = 4;

/** What somebody with a key did that a person may have to answer for. */
export interface AuditEntry {
  readonly keyId: string;
  readonly action: string;
  /** What it was done to. */
  readonly subject: string;
  /** ISO-8601 in UTC. */
  readonly at: string;
  /** Tells it from other things done at the same instant. */
  readonly id: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** The write of an audit record, for the transaction of what it tells. By month, over a few partitions. */
export function auditWrite(entry: AuditEntry): Write {
  const shard = memberShard(entry.id, SHARD_COUNT);
  return {
    Put: { Item: { ...keys.audit(entry.at.slice(0, 7), shard, entry.at, entry.id), entityType: 'Audit', ...entry } },
  };
}
