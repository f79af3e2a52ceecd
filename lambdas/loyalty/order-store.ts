import * as z from 'zod/mini';
import { coalesce } from '../kernel/coalesce.ts';
import { sha256 } from '../kernel/ids.ts';
import { createItemWriter, type ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { queryItems } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import { transact } from '../kernel/table/transaction.ts';
import { capWrite } from './cap-store.ts';
import { headItem, headWrite, SAVINGS_MAX, saveHeads } from './head-store.ts';
import type { CapUse } from './ledger-change.ts';
import { NO_RETURNS, type Order, type OrderHead } from './order.ts';
import { EARLY_RETURNS_MAX, type OrderReturn } from './order-return.ts';

/** Orders: the fact of each, and its head, on which everybody who speaks of the order meets. */
export interface OrderStore {
  /** Version 0 for an order that nobody has spoken of. */
  head(orderId: string): Promise<OrderHead>;
  order(memberId: string, orderId: string): Promise<Order | undefined>;
  /** Writes the fact. It follows from the head's claim, so it is the same whoever writes it. */
  putOrder(order: Order): Promise<void>;
  /** Saves a head if nobody did since `previous` was read. */
  saveHead(previous: OrderHead, next: OrderHead): Promise<'SAVED' | 'CHANGED_MEANWHILE'>;
  /** Saves a head that is claimed now, and takes what its rules take of their limits; those that are used up are named. */
  claim(
    previous: OrderHead,
    next: OrderHead,
    caps: readonly CapUse[],
  ): Promise<'SAVED' | 'CHANGED_MEANWHILE' | { readonly capsReached: readonly string[] }>;
  /** Lets a return wait for its order, which is told by the head. */
  keepEarly(previous: OrderHead, given: OrderReturn): Promise<'KEPT' | 'KEPT_BEFORE' | 'CHANGED_MEANWHILE'>;
  earlyReturn(given: OrderReturn): Promise<OrderReturn | undefined>;
  earlyReturns(orderId: string): Promise<readonly OrderReturn[]>;
}

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
  const save = coalesce(saveHeads(table), SAVINGS_MAX);
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

    async claim(previous, next, caps) {
      if (caps.length === 0) return save({ previous, next });
      const uses = caps.map((cap) => [`cap ${cap.action}`, capWrite(cap)] as const);
      const answer = await transact<string>(table, { head: headWrite(previous, next), ...Object.fromEntries(uses) });
      if (answer.committed) return 'SAVED';
      if (answer.failed.has('head')) return 'CHANGED_MEANWHILE';
      return { capsReached: caps.map(({ action }) => action).filter((action) => answer.failed.has(`cap ${action}`)) };
    },

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
      // Large ones come by several pages.
      return queryItems(table, query, earlyReturnItem, EARLY_RETURNS_MAX);
    },
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
