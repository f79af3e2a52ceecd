import * as z from 'zod/mini';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { keys } from '../kernel/table/keys.ts';
import { transact, type Write } from '../kernel/table/transaction.ts';

/** When a member was asked anything last, and in which run. */
export interface AskedLast {
  readonly run: string;
  /** ISO-8601 in UTC. */
  readonly askedAt: string;
}

/** What is known of a member who may be asked; one that has become another is asked no more. */
export interface AskedLastStore {
  /** Strongly consistent. */
  askedLast(memberId: string): Promise<AskedLast | undefined>;
  /** Whom a member has become, as far as asking goes: who stays has its invitations, or gets them in these seconds. */
  forwarding(memberId: string): Promise<{ readonly forwardTo?: string | undefined } | undefined>;
  /** From here on nobody is asked under the one id; the first word counts. */
  close(fromId: string, toId: string): Promise<void>;
  /** Keeps the later of what two members were asked last, who became one. */
  mergeAskedLast(fromId: string, toId: string): Promise<void>;
}

const optional = z.optional(z.string());
const askedLastItem = z.object({ run: optional, askedAt: optional, forwardTo: optional });

export const createAskedLastStore = (table: Table, reader: ItemReader): AskedLastStore => {
  const read = (memberId: string) => reader.read(keys.askedLast(memberId), askedLastItem);
  const askedLast = async (memberId: string) => {
    const { run, askedAt } = (await read(memberId)) ?? {};
    return run === undefined || askedAt === undefined ? undefined : { run, askedAt };
  };
  return {
    askedLast,
    forwarding: read,

    async close(fromId, toId) {
      await transact(table, { closing: closingWrite(fromId, toId) });
    },

    async mergeAskedLast(fromId, toId) {
      const from = await askedLast(fromId);
      if (from !== undefined) await transact(table, { askedLast: askedLastWrite(toId, from, from.askedAt) });
    },
  };
};

/** @param unlessAskedAfter ISO-8601 in UTC; without it, however lately the member was asked something else */
export function askedLastWrite(memberId: string, asked: AskedLast, unlessAskedAfter: string | undefined): Write {
  const isOpen = 'attribute_not_exists(forwardTo)';
  return {
    Put: {
      Item: { ...keys.askedLast(memberId), entityType: 'AskedLast', memberId, ...asked },
      ...(unlessAskedAfter === undefined
        ? { ConditionExpression: isOpen }
        : {
            ConditionExpression: `${isOpen} AND (attribute_not_exists(askedAt) OR askedAt <= :after)`,
            ExpressionAttributeValues: { ':after': unlessAskedAfter },
          }),
    },
  };
}

/** That a member can still be asked, as part of a transaction. */
export const openCheck = (memberId: string): Write => ({
  ConditionCheck: { Key: { ...keys.askedLast(memberId) }, ConditionExpression: 'attribute_not_exists(forwardTo)' },
});

const closingWrite = (fromId: string, toId: string): Write => ({
  Update: {
    Key: { ...keys.askedLast(fromId) },
    UpdateExpression: 'SET entityType = :type, memberId = :member, forwardTo = :to',
    ConditionExpression: 'attribute_not_exists(forwardTo)',
    ExpressionAttributeValues: { ':type': 'AskedLast', ':member': fromId, ':to': toId },
  },
});
