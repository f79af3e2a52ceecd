import * as z from 'zod/mini';
import { memberShard } from './ids.ts';
import type { Table } from './table/client.ts';
import { type Cursor, type Page, queryPage } from './table/items.ts';
import type { ItemKey } from './table/keys.ts';

/** What puts an item on the due index; a write that removes both attributes takes it off. */
export interface DueAttributes {
  readonly duePK: string;
  readonly dueSK: string;
}

/** An item that has come due. `rule` says whose business it is. */
export interface DueItem {
  readonly key: ItemKey;
  /** ISO-8601 in UTC. */
  readonly dueAt: string;
  readonly rule: string;
  readonly memberId: string;
}

/**
 * What is due stands in lanes: that of the hourly sweep, that of the daily scan, and messages, which are looked for
 * before they are due.
 */
export type DueLane = 'sweep' | 'daily' | 'sends';

/** @param dueAt ISO-8601 in UTC, with milliseconds, so that text order is time order */
export function dueAttributes(
  dueAt: string,
  rule: string,
  memberId: string,
  shardCount: number,
  lane: DueLane = 'sweep',
): DueAttributes {
  return { duePK: shardKey(memberShard(memberId, shardCount), lane), dueSK: `${dueAt}#${rule}#${memberId}` };
}

/** What is due in a shard of a lane at an instant, earliest first, a page at a time. */
export async function dueItems(
  table: Table,
  { shard, lane }: { readonly shard: number; readonly lane: DueLane },
  now: string,
  pageSize: number,
  cursor?: Cursor,
): Promise<Page<DueItem>> {
  const page = await queryPage(
    table,
    {
      IndexName: 'due',
      KeyConditionExpression: 'duePK = :shard AND dueSK < :end',
      // '$' follows '#': everything due at this very instant is in, whatever its rule.
      ExpressionAttributeValues: { ':shard': shardKey(shard, lane), ':end': `${now}$` },
      Limit: pageSize,
    },
    indexedKey,
    cursor,
  );
  return { items: page.items.map(readDueItem), cursor: page.cursor };
}

/** What becomes due in a shard of a lane from an instant on and before another, earliest first, a page at a time. */
export async function dueBetween(
  table: Table,
  { shard, lane }: { readonly shard: number; readonly lane: DueLane },
  [from, until]: readonly [string, string],
  pageSize: number,
  cursor?: Cursor,
): Promise<Page<DueItem>> {
  const page = await queryPage(
    table,
    {
      IndexName: 'due',
      KeyConditionExpression: 'duePK = :shard AND dueSK BETWEEN :from AND :until',
      // Whatever is due at the last instant itself continues with '#', and so comes after it.
      ExpressionAttributeValues: { ':shard': shardKey(shard, lane), ':from': from, ':until': until },
      Limit: pageSize,
    },
    indexedKey,
    cursor,
  );
  return { items: page.items.map(readDueItem), cursor: page.cursor };
}

const indexedKey = z.object({ PK: z.string(), SK: z.string(), dueSK: z.string() });

function readDueItem({ PK, SK, dueSK }: z.infer<typeof indexedKey>): DueItem {
  const [dueAt = '', rule = '', ...memberId] = dueSK.split('#');
  return { key: { PK, SK }, dueAt, rule, memberId: memberId.join('#') };
}

function shardKey(shard: number, lane: DueLane): string {
  return lane === 'sweep' ? `DUE#${shard}` : `DUE#${lane}#${shard}`;
}
