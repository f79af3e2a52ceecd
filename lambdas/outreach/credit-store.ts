import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { RETURN_PREFIX } from '../kernel/message-outcome.ts';
import type { Table } from '../kernel/table/client.ts';
import { keys } from '../kernel/table/keys.ts';
import { updateIf, updateOf } from '../kernel/table/update.ts';
import { keptUntil } from './message-item.ts';
import type { OrderCredit, OrderReturn } from './order-credit.ts';

export interface CreditStore {
  /** Credits an order, once: of several credits the one of the later click stays, in whatever order they come. */
  keepCredit(credit: OrderCredit): Promise<void>;
  /** Takes a return off the order's credit, once, whether the order is credited before, after or never. */
  keepReturn(given: OrderReturn): Promise<void>;
}

/** What the rules call the later touch. */
const IS_LATER =
  'attribute_not_exists(messageId) OR clickedAt < :clickedAt OR (clickedAt = :clickedAt AND messageKey < :messageKey)';

export const createCreditStore = (table: Table): CreditStore => ({
  async keepCredit(credit) {
    const values = { ':clickedAt': credit.clickedAt, ':messageKey': credit.messageKey };
    const attributes = { entityType: 'OrderCredit', ...credit, ttlEpochSeconds: keptUntil(credit.paidAt) };
    await updateIf(
      table,
      updateOf(keys.credit(credit.orderId), attributes, { condition: IS_LATER, names: {}, values }),
    );
  },

  async keepReturn({ orderId, entryId, returnedMinor, isWhole, returnedAt }) {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { ...keys.credit(orderId) },
        UpdateExpression:
          'SET entityType = :type, #entry = :return, ttlEpochSeconds = if_not_exists(ttlEpochSeconds, :ttl)',
        ExpressionAttributeNames: { '#entry': `${RETURN_PREFIX}${entryId}` },
        ExpressionAttributeValues: {
          ':type': 'OrderCredit',
          ':return': { returnedMinor, isWhole },
          ':ttl': keptUntil(returnedAt),
        },
      }),
    );
  },
});
