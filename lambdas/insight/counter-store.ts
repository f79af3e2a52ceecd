import { ConditionalCheckFailedException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { epochSeconds } from '../kernel/clock.ts';
import { sha256 } from '../kernel/ids.ts';
import type { Table } from '../kernel/table/client.ts';
import { decodeItem } from '../kernel/table/codec.ts';
import { type Cursor, getItem } from '../kernel/table/items.ts';
import { type ItemKey, keys } from '../kernel/table/keys.ts';
import { transact, type Write } from '../kernel/table/transaction.ts';
import type { Checkpoint, CountingStep } from './counting-plan.ts';
import { readCounterKey } from './counts.ts';

/** A stream forgets after a day, and with it what its checkpoint is for. */
const CHECKPOINT_KEPT_SECONDS = 7 * 86_400;
const PAGES_MAX = 100;
/** Of one call; what is left is removed by the next. */
const REMOVALS_MAX = 10_000;
const REMOVALS_AT_ONCE = 20;

/** Counters, and how far each shard of the stream was counted. */
export interface CounterStore {
  checkpoint(streamShardId: string): Promise<Checkpoint | undefined>;
  /** Adds and moves the checkpoint in one transaction, if the checkpoint is as it was read. */
  count(
    streamShardId: string,
    previous: Checkpoint | undefined,
    step: CountingStep,
  ): Promise<'COUNTED' | 'CHANGED_MEANWHILE'>;
  /** All figures of a period, by dimension. */
  period(name: string, period: string): Promise<ReadonlyMap<string, number>>;
  /**
   * Removes counters of a period that are 0, of names whose figures come and go; at most 10,000. Whatever is counted
   * meanwhile is kept: only what is 0 at that instant goes, and what is added later begins from nothing, which is the same.
   * @returns how many were removed
   */
  removeEmpty(name: string, period: string): Promise<number>;
}

export interface CounterSettings {
  /** Partitions that counters of a period are spread over. */
  readonly shardCount: number;
  readonly clock: () => Date;
}

const checkpointItem = z.object({ sequenceNumber: z.string(), taken: z.int() });
const counterItem = z.object({ SK: z.string(), total: z.int() });

export const createCounterStore = (table: Table, settings: CounterSettings): CounterStore => ({
  checkpoint: (streamShardId) => getItem(table, keys.checkpoint(streamShardId), checkpointItem),

  async count(streamShardId, previous, { counts, next }) {
    const shard = counterShard(streamShardId, settings.shardCount);
    const writes = [...counts].map(([key, by], index): [string, Write] => [`${index}`, counterWrite(key, shard, by)]);
    const checkpoint = checkpointWrite(streamShardId, previous, next, settings.clock());
    const answer = await transact(table, { ...Object.fromEntries(writes), checkpoint });
    return answer.committed ? 'COUNTED' : 'CHANGED_MEANWHILE';
  },

  async period(name, period) {
    const shards = Array.from({ length: settings.shardCount }, (_, shard) => shard);
    const found = await Promise.all(shards.map((shard) => counterPartition(table, name, period, shard)));
    const sums = new Map<string, number>();
    for (const { SK, total } of found.flat()) sums.set(SK, (sums.get(SK) ?? 0) + total);
    return sums;
  },

  async removeEmpty(name, period) {
    let removed = 0;
    for (let shard = 0; shard < settings.shardCount; shard += 1) {
      const empty = (await counterPartition(table, name, period, shard)).filter(({ total }) => total === 0);
      const taken = empty.slice(0, REMOVALS_MAX - removed);
      for (let from = 0; from < taken.length; from += REMOVALS_AT_ONCE) {
        const some = taken.slice(from, from + REMOVALS_AT_ONCE);
        const gone = await Promise.all(
          some.map(({ SK }) => removeIfEmpty(table, keys.counter(name, period, shard, SK))),
        );
        removed += gone.filter(Boolean).length;
      }
    }
    return removed;
  },
});

/** Whether it was removed: not if it has come to count for something, or is just being added to. */
async function removeIfEmpty(table: Table, key: ItemKey): Promise<boolean> {
  try {
    await table.client.send(
      new DeleteCommand({
        TableName: table.name,
        Key: { ...key },
        ConditionExpression: '#total = :zero',
        ExpressionAttributeNames: { '#total': 'total' },
        ExpressionAttributeValues: { ':zero': 0 },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException || error instanceof TransactionConflictException) return false;
    throw error;
  }
}

/** A shard of the stream always counts into one partition; several may share it, and then meet in conflicts that are tried again. */
function counterShard(streamShardId: string, shardCount: number): number {
  return Number.parseInt(sha256(streamShardId).slice(0, 8), 16) % shardCount;
}

function counterWrite(key: string, shard: number, by: number): Write {
  const { name, period, dimension } = readCounterKey(key);
  return {
    Update: {
      Key: { ...keys.counter(name, period, shard, dimension) },
      UpdateExpression: 'SET entityType = :entityType ADD #total :by',
      // "total" is a word of DynamoDB's own.
      ExpressionAttributeNames: { '#total': 'total' },
      ExpressionAttributeValues: { ':entityType': 'Counter', ':by': by },
    },
  };
}

function checkpointWrite(streamShardId: string, previous: Checkpoint | undefined, next: Checkpoint, now: Date): Write {
  const was = previous && { ':sequenceNumber': previous.sequenceNumber, ':taken': previous.taken };
  return {
    Put: {
      Item: {
        ...keys.checkpoint(streamShardId),
        entityType: 'Checkpoint',
        ...next,
        ttlEpochSeconds: epochSeconds(now) + CHECKPOINT_KEPT_SECONDS,
      },
      ConditionExpression: was ? 'sequenceNumber = :sequenceNumber AND taken = :taken' : 'attribute_not_exists(PK)',
      ...(was ? { ExpressionAttributeValues: was } : {}),
    },
  };
}

async function counterPartition(table: Table, name: string, period: string, shard: number) {
  const { PK } = keys.counter(name, period, shard, '');
  const found: z.infer<typeof counterItem>[] = [];
  let cursor: Cursor | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': PK },
        ExclusiveStartKey: cursor,
      }),
    );
    found.push(...Items.map((item) => decodeItem(counterItem, item)));
    cursor = LastEvaluatedKey;
    if (cursor === undefined) return found;
  }
  throw new Error(`the counters ${PK} have more than ${PAGES_MAX} pages`);
}
