import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { epochSeconds } from '../kernel/clock.ts';
import { RETURN_PREFIX } from '../kernel/message-outcome.ts';
import type { Table } from '../kernel/table/client.ts';
import { keys } from '../kernel/table/keys.ts';
import type { OrderCredit, OrderReturn } from './order-credit.ts';

export interface CreditStore {
  /** Credits an order, once: later clicks and a second telling change nothing. */
  keepCredit(credit: OrderCredit): Promise<void>;
  /** Takes a return off the order's credit, once, whether the order is credited before, after or never. */
  keepReturn(given: OrderReturn): Promise<void>;
}

/** As long as the message is told about. */
const KEPT_DAYS = 400;
const DAY_MS = 86_400_000;
const ttlOf = (instant: string): number => epochSeconds(new Date(Date.parse(instant) + KEPT_DAYS * DAY_MS));

export const createCreditStore = (table: Table): CreditStore => ({
  async keepCredit({ memberId, orderId, ...credit }) {
    const attributes = {
      entityType: 'OrderCredit',
      memberId,
      orderId,
      ...credit,
      ttlEpochSeconds: ttlOf(credit.paidAt),
    };
    const names = Object.keys(attributes);
    try {
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: { ...keys.credit(memberId, orderId) },
          UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
          ConditionExpression: 'attribute_not_exists(messageId)',
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: Object.fromEntries(
            Object.entries(attributes).map(([name, value]) => [`:${name}`, value]),
          ),
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  },

  async keepReturn({ memberId, orderId, entryId, returnedMinor, isWhole, returnedAt }) {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { ...keys.credit(memberId, orderId) },
        UpdateExpression:
          'SET entityType = :type, #entry = :return, ttlEpochSeconds = if_not_exists(ttlEpochSeconds, :ttl)',
        ExpressionAttributeNames: { '#entry': `${RETURN_PREFIX}${entryId}` },
        ExpressionAttributeValues: {
          ':type': 'OrderCredit',
          ':return': { returnedMinor, isWhole },
          ':ttl': ttlOf(returnedAt),
        },
      }),
    );
  },
});
