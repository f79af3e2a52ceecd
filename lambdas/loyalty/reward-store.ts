import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { queryItems } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import type { Write } from '../kernel/table/transaction.ts';
import type { RewardUse } from './ledger-change.ts';
import type { KeptReward, Reward } from './reward.ts';

/** What an operator offers for points. */
export interface RewardStore {
  reward(rewardId: string): Promise<KeptReward | undefined>;
  /** All of them, by id; a catalogue is not longer than an operator can read. */
  rewards(): Promise<readonly KeptReward[]>;
  /** Defines a reward, anew or over what it was. Refused with a stock below what was given out. */
  define(reward: Reward): Promise<'DEFINED' | 'STOCK_BELOW_ISSUED'>;
}

const REWARDS_MAX = 1_000;

const rewardItem = z.object({
  rewardId: z.string(),
  name: z.object({ en: z.string(), zh: z.string() }),
  points: z.int(),
  stock: z.optional(z.int()),
  perMember: z.optional(z.int()),
  from: z.optional(z.string()),
  to: z.optional(z.string()),
  issued: z._default(z.int(), 0),
});

/** What a definition may leave out. */
const OPTIONAL = ['stock', 'perMember', 'from', 'to'] as const;

export const createRewardStore = (table: Table, reader: ItemReader): RewardStore => ({
  reward: (rewardId) => reader.read(keys.reward(rewardId), rewardItem),

  async rewards() {
    const query = {
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': keys.reward('').PK },
      ConsistentRead: true,
      Limit: REWARDS_MAX,
    };
    return queryItems(table, query, rewardItem, REWARDS_MAX);
  },

  async define(reward) {
    const given = Object.entries({ entityType: 'Reward', ...reward }).filter(([, value]) => value !== undefined);
    const absent = OPTIONAL.filter((name) => reward[name] === undefined);
    const set = `SET ${given.map((_, index) => `#n${index} = :v${index}`).join(', ')}`;
    const remove = absent.map((name) => `#${name}`);
    try {
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: { ...keys.reward(reward.rewardId) },
          UpdateExpression: remove.length > 0 ? `${set} REMOVE ${remove.join(', ')}` : set,
          ...(reward.stock === undefined
            ? {}
            : { ConditionExpression: 'attribute_not_exists(issued) OR issued <= :stock' }),
          ExpressionAttributeNames: {
            ...Object.fromEntries(given.map(([name], index) => [`#n${index}`, name])),
            ...Object.fromEntries(absent.map((name) => [`#${name}`, name])),
          },
          ExpressionAttributeValues: {
            ...Object.fromEntries(given.map(([, value], index) => [`:v${index}`, value])),
            ...(reward.stock === undefined ? {} : { ':stock': reward.stock }),
          },
        }),
      );
      return 'DEFINED';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'STOCK_BELOW_ISSUED';
      throw error;
    }
  },
});

/** Takes one of a reward at the price that was read, if there is one; or puts one back. */
export function rewardWrite({ rewardId, points, by }: RewardUse): Write {
  const Key = { ...keys.reward(rewardId) };
  if (by < 0) {
    return {
      Update: {
        Key,
        UpdateExpression: 'ADD issued :by',
        ConditionExpression: 'issued > :zero',
        ExpressionAttributeValues: { ':by': by, ':zero': 0 },
      },
    };
  }
  return {
    Update: {
      Key,
      UpdateExpression: 'ADD issued :by',
      ConditionExpression:
        'points = :points AND (attribute_not_exists(stock) OR (attribute_not_exists(issued) AND stock > :zero) OR issued < stock)',
      ExpressionAttributeValues: { ':by': by, ':points': points, ':zero': 0 },
    },
  };
}
