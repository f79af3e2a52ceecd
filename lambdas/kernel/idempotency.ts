import * as z from 'zod/mini';
import { epochSeconds } from './clock.ts';
import type { Table } from './table/client.ts';
import { getItem } from './table/items.ts';
import { keys } from './table/keys.ts';
import type { Write } from './table/transaction.ts';

const KEPT_SECONDS = 7 * 86_400;

/** What a request was answered when it was first made. */
export interface KeptAnswer {
  readonly requestHash: string;
  readonly answer: unknown;
}

const resultItem = z.object({ requestHash: z.string(), answer: z.unknown(), ttlEpochSeconds: z.int() });

/** The answer of a request of the last seven days; undefined if there was none. */
export async function findAnswer(table: Table, route: string, key: string, now: Date): Promise<KeptAnswer | undefined> {
  const item = await getItem(table, keys.idempotency(route, key), resultItem);
  return item === undefined || item.ttlEpochSeconds <= epochSeconds(now) ? undefined : item;
}

/** The write that keeps an answer in the transaction of its effect. It fails if the key has been used within seven days. */
export function answerWrite(route: string, key: string, { requestHash, answer }: KeptAnswer, now: Date): Write {
  return {
    Put: {
      Item: {
        ...keys.idempotency(route, key),
        entityType: 'RequestResult',
        requestHash,
        answer,
        ttlEpochSeconds: epochSeconds(now) + KEPT_SECONDS,
      },
      ConditionExpression: 'attribute_not_exists(PK) OR ttlEpochSeconds <= :now',
      ExpressionAttributeValues: { ':now': epochSeconds(now) },
    },
  };
}
