import * as z from 'zod/mini';
import { proRata } from '../kernel/allocation.ts';
import { contentHash } from '../kernel/ids.ts';
import { parseAmount } from '../kernel/money.ts';
import type { PlatformEvent } from '../kernel/platform-event.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { Order, Returns } from './order.ts';
import { amount, lineFacts, lineIdOf } from './order-event.ts';

const returnFacts = z.object({
  order_id: z.string(),
  refund_id: z.optional(z.string()),
  return_id: z.optional(z.string()),
  currency: z.optional(z.string()),
  total: z.optional(amount),
  revenue: z.optional(amount),
  value: z.optional(amount),
  products: z.optional(z.array(z.object(lineFacts))),
});

/** Pieces of a line that came back; without a quantity all of it. */
export interface ReturnLine {
  readonly lineId: string;
  readonly quantity?: number | undefined;
}

/** A return, refund or cancellation of an order or a part of it. */
export interface OrderReturn {
  readonly orderId: string;
  /** What tells it from other returns of the order: a platform that tells of goods and of money gives both the same. */
  readonly refundId: string;
  /** Who is said to have bought; undefined where only the order is named. */
  readonly memberId?: string | undefined;
  readonly messageId: string;
  readonly event: string;
  /** Empty with an `amount`, or for the whole order. */
  readonly lines: readonly ReturnLine[];
  /** Money without lines, in minor units. */
  readonly amount?: number | undefined;
  readonly isWhole: boolean;
  /** ISO-8601 in UTC. */
  readonly returnedAt: string;
  readonly causeHash: string;
}

export type ReturnRefusal =
  | { readonly code: 'AMOUNT_INVALID' | 'CURRENCY_MISMATCH'; readonly expected: string; readonly given: string }
  | { readonly code: 'EVENT_INVALID'; readonly expected: string }
  | { readonly code: 'LINE_UNKNOWN'; readonly given: string };

/** Returns that may wait for one order. */
export const EARLY_RETURNS_MAX = 100;
/** An order is cancelled once, whoever tells it. */
const CANCELLATION = 'cancelled';

/** Reads "Order Refunded", "Order Returned" and "Order Cancelled". Lines go before an amount; neither means the whole order. */
export function readOrderReturn(
  { facts, event, messageId, userId, timestamp }: PlatformEvent,
  currency: string,
): Result<OrderReturn, ReturnRefusal> {
  const parsed = z.safeParse(returnFacts, facts);
  if (!parsed.success) return refuse({ code: 'EVENT_INVALID', expected: 'the facts of a return' });
  const given = parsed.data;
  if (given.currency !== undefined && given.currency !== currency) {
    return refuse({ code: 'CURRENCY_MISMATCH', expected: currency, given: given.currency });
  }
  const isCancelled = event === 'Order Cancelled';
  const lines = isCancelled
    ? []
    : (given.products ?? []).map((each) => ({ lineId: lineIdOf(each), quantity: each.quantity }));
  const told = isCancelled ? undefined : (given.total ?? given.revenue ?? given.value);
  const money = told === undefined ? undefined : parseAmount(told, currency);
  if (money !== undefined && !money.ok) return money;
  return ok({
    orderId: given.order_id,
    refundId: given.refund_id ?? given.return_id ?? (isCancelled ? CANCELLATION : messageId),
    memberId: userId,
    messageId,
    event,
    lines,
    amount: money?.value,
    isWhole: lines.length === 0 && money === undefined,
    returnedAt: timestamp,
    causeHash: contentHash({ event, facts }),
  });
}

/**
 * What has come back of an order after one more return. It depends on which returns there were and not on their order:
 * pieces and money add up and are capped. Points of a line: floor(its points × pieces back ÷ pieces); the return that
 * completes the order takes the remainder, so that all of them take back what the order earned and no more.
 */
export function addReturn(order: Order, returns: Returns, given: OrderReturn): Result<Returns, ReturnRefusal> {
  const unknown = given.lines.find(({ lineId }) => !order.lines.some((line) => line.lineId === lineId));
  // Lines that nobody bought may still come with money that was paid back.
  if (unknown !== undefined && given.amount === undefined) {
    return refuse({ code: 'LINE_UNKNOWN', given: unknown.lineId });
  }
  const isByLines = given.lines.length > 0 && unknown === undefined;
  const quantities = isByLines ? addQuantities(order, returns.quantities, given.lines) : returns.quantities;
  const money = isByLines ? 0 : (given.amount ?? 0);
  const unassigned = Math.min(order.paid, returns.unassigned + money);
  const sumOf = (of: 'paid' | 'points') =>
    order.lines.reduce((sum, line, index) => sum + proRata(line[of], quantities[index] ?? 0, line.quantity), 0);
  const value = Math.min(order.paid, sumOf('paid') + unassigned);
  const isComplete = order.lines.every((line, index) => quantities[index] === line.quantity);
  const isWhole = returns.isWhole || given.isWhole || isComplete || (order.paid > 0 && value === order.paid);
  if (isWhole) return ok({ quantities, unassigned, isWhole, points: order.points, value: order.paid });
  const points = sumOf('points') + proRata(order.points, unassigned, order.paid);
  return ok({ quantities, unassigned, isWhole, points: Math.min(order.points, points), value });
}

function addQuantities(order: Order, known: Returns['quantities'], back: readonly ReturnLine[]): Returns['quantities'] {
  return order.lines.map(({ lineId, quantity: bought }, index) => {
    const pieces = back.filter((line) => line.lineId === lineId).map(({ quantity }) => quantity ?? bought);
    return Math.min(
      bought,
      pieces.reduce((sum, quantity) => sum + quantity, known[index] ?? 0),
    );
  });
}
