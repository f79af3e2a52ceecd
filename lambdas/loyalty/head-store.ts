import * as z from 'zod/mini';
import type { Table } from '../kernel/table/client.ts';
import { keys } from '../kernel/table/keys.ts';
import { transact, type Write } from '../kernel/table/transaction.ts';
import type { OrderHead } from './order.ts';

/** Heads that are saved by one transaction, which takes a hundred writes at most. */
export const SAVINGS_MAX = 25;

export const headItem = z.object({
  orderId: z.string(),
  version: z.int(),
  claim: z.optional(
    z.object({
      memberId: z.string(),
      causeHash: z.string(),
      pointsPerUnit: z.int(),
      points: z.int(),
      paidWithPoints: z.optional(z.int()),
      multipliers: z.optional(z.array(z.int())),
      rules: z.optional(z.array(z.string())),
      tier: z.optional(z.string()),
      bought: z.optional(z.record(z.string(), z.array(z.int()))),
      isBackfill: z.optional(z.boolean()),
      paidAt: z.iso.datetime(),
      paidDay: z.string(),
      expiryDay: z.string(),
      releaseAt: z.iso.datetime(),
    }),
  ),
  placedAt: z.optional(z.string()),
  deliveredAt: z.optional(z.string()),
  earlyCount: z.int(),
  returns: z.object({
    days: z.array(
      z.object({ day: z.string(), pieces: z.record(z.string(), z.int()), money: z.int(), isWhole: z.boolean() }),
    ),
    quantities: z.array(z.int()),
    unassigned: z.int(),
    isWhole: z.boolean(),
    points: z.int(),
    value: z.int(),
  }),
  spent: z.optional(
    z.object({
      redemptionId: z.string(),
      points: z.int(),
      allocation: z.array(z.object({ expiryDay: z.string(), points: z.int() })),
    }),
  ),
  spentBack: z.optional(z.int()),
});

/** The write of a head, if it is as it was read. */
export function headWrite(previous: OrderHead, next: OrderHead): Write {
  const { version } = previous;
  return {
    Put: {
      Item: { ...keys.orderHead(next.orderId), entityType: 'OrderHead', ...next, version: version + 1 },
      ConditionExpression: version === 0 ? 'attribute_not_exists(PK)' : 'version = :version',
      ...(version === 0 ? {} : { ExpressionAttributeValues: { ':version': version } }),
    },
  };
}

export interface Saving {
  readonly previous: OrderHead;
  readonly next: OrderHead;
}

/** Saves heads by one transaction; those that have changed are told, and the others go again without them. */
export function saveHeads(table: Table) {
  return async (savings: readonly Saving[]): Promise<('SAVED' | 'CHANGED_MEANWHILE')[]> => {
    const answers: ('SAVED' | 'CHANGED_MEANWHILE')[] = savings.map(() => 'CHANGED_MEANWHILE');
    // One id twice can not be in one transaction: the second has to look again.
    const ids = new Set<string>();
    let left = [...savings.entries()].filter(([, { next }]) => !ids.has(next.orderId) && ids.add(next.orderId));
    while (left.length > 0) {
      const writes = left.map(([index, { previous, next }]) => [`${index}`, headWrite(previous, next)] as const);
      const answer = await transact(table, Object.fromEntries(writes));
      if (answer.committed) {
        for (const [index] of left) answers[index] = 'SAVED';
        return answers;
      }
      left = left.filter(([index]) => !answer.failed.has(`${index}`));
    }
    return answers;
  };
}
