import * as z from 'zod/mini';
import { coalesce } from '../kernel/coalesce.ts';
import { sha256 } from '../kernel/ids.ts';
import { createItemWriter, type ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { type Cursor, queryPage } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import { transact, type Write } from '../kernel/table/transaction.ts';
import { NO_RETURNS, type Order, type OrderHead } from './order.ts';
import { EARLY_RETURNS_MAX, type OrderReturn } from './order-return.ts';

/** Heads that are claimed by one transaction, which takes a hundred writes at most. */
const CLAIMS_MAX = 25;

/** Orders: the fact of each, and its head, on which everybody who speaks of the order meets. */
export interface OrderStore {
  /** Version 0 for an order that nobody has spoken of. */
  head(orderId: string): Promise<OrderHead>;
  order(memberId: string, orderId: string): Promise<Order | undefined>;
  /** Writes the fact. It follows from the head's claim, so it is the same whoever writes it. */
  putOrder(order: Order): Promise<void>;
  /** Saves a head if nobody did since `previous` was read. */
  saveHead(previous: OrderHead, next: OrderHead): Promise<'SAVED' | 'CHANGED_MEANWHILE'>;
  /** Lets a return wait for its order, which is told by the head. */
  keepEarly(previous: OrderHead, given: OrderReturn): Promise<'KEPT' | 'KEPT_BEFORE' | 'CHANGED_MEANWHILE'>;
  earlyReturn(given: OrderReturn): Promise<OrderReturn | undefined>;
  earlyReturns(orderId: string): Promise<readonly OrderReturn[]>;
}

const headItem = z.object({
  orderId: z.string(),
  version: z.int(),
  claim: z.optional(
    z.object({
      memberId: z.string(),
      causeHash: z.string(),
      points: z.int(),
      paidAt: z.iso.datetime(),
      expiryDay: z.string(),
      releaseAt: z.iso.datetime(),
    }),
  ),
  placedAt: z.optional(z.string()),
  deliveredAt: z.optional(z.string()),
  earlyCount: z.int(),
  returns: z.object({
    quantities: z.array(z.int()),
    unassigned: z.int(),
    isWhole: z.boolean(),
    points: z.int(),
    value: z.int(),
  }),
});

const packedLine = z.tuple([z.string(), z.int(), z.int(), z.int()]);

const orderItem = z.object({
  memberId: z.string(),
  orderId: z.string(),
  paid: z.int(),
  points: z.int(),
  lines: z.string(),
  paidAt: z.iso.datetime(),
  expiryDay: z.string(),
});

const earlyReturnItem = z.object({
  orderId: z.string(),
  refundId: z.string(),
  memberId: z.optional(z.string()),
  messageId: z.string(),
  event: z.string(),
  lines: z.array(z.object({ lineId: z.string(), quantity: z.optional(z.int()) })),
  amount: z.optional(z.int()),
  isWhole: z.boolean(),
  returnedAt: z.iso.datetime(),
  causeHash: z.string(),
});

export function createOrderStore(table: Table, reader: ItemReader): OrderStore {
  const write = createItemWriter(table);
  const save = coalesce(saveAll(table), CLAIMS_MAX);
  return {
    head: async (orderId) =>
      (await reader.read(keys.orderHead(orderId), headItem)) ?? {
        orderId,
        version: 0,
        earlyCount: 0,
        returns: NO_RETURNS,
      },

    async order(memberId, orderId) {
      const item = await reader.read(keys.order(memberId, orderId), orderItem);
      return item === undefined ? undefined : { ...item, lines: unpackLines(item.lines) };
    },

    putOrder: (order) =>
      write({
        ...keys.order(order.memberId, order.orderId),
        entityType: 'Order',
        ...order,
        lines: packLines(order.lines),
      }),

    saveHead: (previous, next) => save({ previous, next }),

    async keepEarly(previous, given) {
      const answer = await transact(table, {
        waiting: {
          Put: {
            Item: { ...earlyKey(given), entityType: 'EarlyReturn', ...given },
            ConditionExpression: 'attribute_not_exists(PK)',
          },
        },
        head: headWrite(previous, { ...previous, earlyCount: previous.earlyCount + 1 }),
      });
      if (answer.committed) return 'KEPT';
      return answer.failed.has('waiting') ? 'KEPT_BEFORE' : 'CHANGED_MEANWHILE';
    },

    earlyReturn: (given) => reader.read(earlyKey(given), earlyReturnItem),

    async earlyReturns(orderId) {
      const { PK, SK } = keys.earlyReturn(orderId, '');
      const query = {
        KeyConditionExpression: 'PK = :pk AND begins_with(SK, :pending)',
        ExpressionAttributeValues: { ':pk': PK, ':pending': SK },
        ConsistentRead: true,
        Limit: EARLY_RETURNS_MAX,
      };
      const waiting: OrderReturn[] = [];
      let cursor: Cursor | undefined;
      do {
        const page = await queryPage(table, query, earlyReturnItem, cursor);
        waiting.push(...page.items);
        cursor = page.cursor;
        // So many may wait, though large ones come by several pages.
      } while (cursor !== undefined && waiting.length < EARLY_RETURNS_MAX);
      return waiting;
    },
  };
}

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

interface Saving {
  readonly previous: OrderHead;
  readonly next: OrderHead;
}

/** Saves heads by one transaction; those that have changed are told, and the others go again without them. */
function saveAll(table: Table) {
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

/** Goods and money of one return are told by two events, and the order may refuse one of them: both wait. */
const earlyKey = ({ orderId, refundId, event }: OrderReturn) =>
  keys.earlyReturn(orderId, sha256(JSON.stringify([refundId, event])).slice(0, 24));

/** A line takes some twenty characters so, where attributes of its own would take a hundred. */
function packLines(lines: Order['lines']): string {
  return JSON.stringify(lines.map(({ lineId, quantity, paid, points }) => [lineId, quantity, paid, points]));
}

function unpackLines(packed: string): Order['lines'] {
  return z
    .parse(z.array(packedLine), JSON.parse(packed))
    .map(([lineId, quantity, paid, points]) => ({ lineId, quantity, paid, points }));
}
