import { epochSeconds } from '../kernel/clock.ts';
import { keys } from '../kernel/table/keys.ts';
import type { Write } from '../kernel/table/transaction.ts';
import type { CapUse } from './ledger-change.ts';

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
