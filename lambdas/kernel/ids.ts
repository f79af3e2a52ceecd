import { createHash } from 'node:crypto';

/** SHA-256 of a text, as 64 hexadecimal digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A digest of a JSON value that does not depend on the order of keys: the same content has the same digest. */
export function contentHash(value: unknown): string {
  return sha256(JSON.stringify(withSortedKeys(value)) ?? 'undefined');
}

/** The shard of a member, 0 … shardCount − 1: the same for ever, and evenly spread. */
export function memberShard(memberId: string, shardCount: number): number {
  return Number.parseInt(sha256(memberId).slice(0, 8), 16) % shardCount;
}

function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // Wrapped, so that an object is never mistaken for the list of its entries.
  return { entries: entries.map(([key, each]) => [key, withSortedKeys(each)]) };
}
