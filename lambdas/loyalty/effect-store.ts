import { keys } from '../kernel/table/keys.ts';
import type { Write } from '../kernel/table/transaction.ts';
import type { TierEffect } from './tier-trial.ts';

/** The write of what a tier did, for the transaction that closes its trial. */
export function effectWrite(effect: TierEffect): Write {
  const { memberId, day, tier, group } = effect;
  return {
    Put: {
      Item: { ...keys.tierEffect(memberId, day, tier, group), entityType: 'TierEffect', ...effect },
      ConditionExpression: 'attribute_not_exists(PK)',
    },
  };
}
