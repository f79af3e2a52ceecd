import * as z from 'zod/mini';
import { epochSeconds } from '../kernel/clock.ts';
import type { Table } from '../kernel/table/client.ts';
import { queryPage } from '../kernel/table/items.ts';
import { type ItemKey, keys } from '../kernel/table/keys.ts';
import { transact, type Write } from '../kernel/table/transaction.ts';
import type { CapUse } from './ledger-change.ts';

/** How often something was counted for a member in a period. */
export interface CapCount {
  readonly key: ItemKey;
  readonly times: number;
  readonly ttlEpochSeconds?: number | undefined;
}

export interface CapStore {
  /** Some of a member's counts, as many as one move takes; none where there are no more. Strongly consistent. */
  counts(memberId: string): Promise<readonly CapCount[]>;
  /** Counts them for another member and no more for their own, all of them if each is as it was read. */
  move(counts: readonly CapCount[], toId: string): Promise<'MOVED' | 'CHANGED_MEANWHILE'>;
}

/** Two writes each. */
const MOVED_MAX = 50;

const capItem = z.object({
  PK: z.string(),
  SK: z.string(),
  times: z.int(),
  ttlEpochSeconds: z.optional(z.int()),
});

export const createCapStore = (table: Table): CapStore => ({
  async counts(memberId) {
    const { PK, SK } = keys.cap(memberId, '', '');
    const page = await queryPage(
      table,
      {
        KeyConditionExpression: 'PK = :pk AND begins_with(SK, :caps)',
        ExpressionAttributeValues: { ':pk': PK, ':caps': SK.slice(0, SK.indexOf('#') + 1) },
        ConsistentRead: true,
        Limit: MOVED_MAX,
      },
      capItem,
    );
    return page.items.map(({ PK, SK, ...count }) => ({ key: { PK, SK }, ...count }));
  },

  async move(counts, toId) {
    const { PK } = keys.cap(toId, '', '');
    const writes = counts.flatMap((count, index): [string, Write][] => [
      [`taken${index}`, { Delete: { Key: { ...count.key }, ...ifStill(count) } }],
      [`given${index}`, { Update: { Key: { PK, SK: count.key.SK }, ...adding(count) } }],
    ]);
    return (await transact<string>(table, Object.fromEntries(writes))).committed ? 'MOVED' : 'CHANGED_MEANWHILE';
  },
});

const ifStill = ({ times }: CapCount) => ({
  ConditionExpression: 'times = :times',
  ExpressionAttributeValues: { ':times': times },
});

const adding = ({ times, ttlEpochSeconds }: CapCount) => ({
  UpdateExpression: `SET entityType = :entityType${ttlEpochSeconds === undefined ? '' : ', ttlEpochSeconds = :ttl'} ADD times :times`,
  ExpressionAttributeValues: {
    ':entityType': 'Cap',
    ':times': times,
    ...(ttlEpochSeconds === undefined ? {} : { ':ttl': ttlEpochSeconds }),
  },
});

/** The write that takes one of a limit, or fails; or gives one back. */
export function capWrite({ memberId, action, period, timesMax, endsAt, isUndone }: CapUse): Write {
  if (isUndone) {
    const update = { UpdateExpression: 'ADD times :by', ExpressionAttributeValues: { ':by': -1 } };
    return { Update: { Key: { ...keys.cap(memberId, action, period) }, ...update } };
  }
  return {
    Update: {
      Key: { ...keys.cap(memberId, action, period) },
      UpdateExpression: 'SET entityType = :entityType, ttlEpochSeconds = :ttl ADD times :one',
      ConditionExpression: 'attribute_not_exists(times) OR times < :most',
      ExpressionAttributeValues: {
        ':entityType': 'Cap',
        ':ttl': epochSeconds(new Date(endsAt)),
        ':one': 1,
        ':most': timesMax,
      },
    },
  };
}
