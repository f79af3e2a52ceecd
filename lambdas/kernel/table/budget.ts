import { keys } from './keys.ts';
import type { Write } from './transaction.ts';

/** Points that are taken of what a month may give. */
export interface BudgetUse {
  readonly month: string;
  readonly points: number;
  readonly pointsMax: number;
}

/** One item a month: only who gives writes it, and those who meet there try again. */
export const budgetWrite = (journey: string, { month, points, pointsMax }: BudgetUse): Write => ({
  Update: {
    Key: { ...keys.budget(journey, month) },
    UpdateExpression: 'SET entityType = :entityType ADD given :points',
    // What is more than all of it is not there even of an untouched budget.
    ConditionExpression: points <= pointsMax ? 'attribute_not_exists(given) OR given <= :room' : 'given <= :room',
    ExpressionAttributeValues: { ':entityType': 'Budget', ':points': points, ':room': pointsMax - points },
  },
});
