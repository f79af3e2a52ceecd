import * as z from 'zod/mini';
import { allocate, proRata } from '../kernel/allocation.ts';
import { dayOf } from '../kernel/calendar.ts';
import { contentHash } from '../kernel/ids.ts';
import { parseAmount } from '../kernel/money.ts';
import type { PlatformEvent } from '../kernel/platform-event.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { type DayOfReturns, NO_RETURNS, type Order, type Returns } from './order.ts';
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
 * What has come back of an order after one more return. It depends on which returns there were and not on the order in
 * which they are told: pieces and money add up and are capped. Points of a line: floor(its points × pieces back ÷
 * pieces); the return that completes the order takes the remainder, so that all of them take back what the order earned
 * and no more.
 */
export function addReturn(
  order: Order,
  returns: Returns,
  given: OrderReturn,
  timeZone: string,
): Result<Returns, ReturnRefusal> {
  const unknown = given.lines.find(({ lineId }) => !order.lines.some((line) => line.lineId === lineId));
  // Lines that nobody bought may still come with money that was paid back.
  if (unknown !== undefined && given.amount === undefined) {
    return refuse({ code: 'LINE_UNKNOWN', given: unknown.lineId });
  }
  const isByLines = given.lines.length > 0 && unknown === undefined;
  const told: DayOfReturns = {
    day: dayOf(Date.parse(given.returnedAt), timeZone),
    pieces: isByLines ? piecesOf(order, given.lines) : {},
    money: isByLines ? 0 : (given.amount ?? 0),
    isWhole: given.isWhole,
  };
  return ok(sumOfDays(order, addToDays(returns.days, told)));
}

/** Points that each day took back of an order; the sum is `returns.points`. */
export function pointsByDay(order: Order, { days }: Returns): ReadonlyMap<string, number> {
  const points = new Map<string, number>();
  let before = NO_RETURNS;
  for (const each of days) {
    const after = addDay(order, before, each);
    points.set(each.day, after.points - before.points);
    before = after;
  }
  return points;
}

/**
 * How many of the points that paid for an order its returns give back: a line's share of them by what was paid for it,
 * pro rata for its pieces, and all of them when everything is back.
 */
export function spentBackOf(order: Order, { days }: Returns, spent: number): number {
  const shares = allocate(
    spent,
    order.lines.map((line) => line.paid),
  );
  const lines = order.lines.map((line, index) => ({ ...line, points: shares[index] ?? 0 }));
  return sumOfDays({ ...order, points: spent, lines }, days).points;
}

function piecesOf(order: Order, back: readonly ReturnLine[]): DayOfReturns['pieces'] {
  const pieces: Record<string, number> = {};
  order.lines.forEach(({ lineId, quantity: bought }, index) => {
    const quantities = back.filter((line) => line.lineId === lineId).map(({ quantity }) => quantity ?? bought);
    if (quantities.length > 0) pieces[index] = quantities.reduce((sum, quantity) => sum + quantity, 0);
  });
  return pieces;
}

function addToDays(days: Returns['days'], told: DayOfReturns): Returns['days'] {
  const same = days.find(({ day }) => day === told.day);
  const others = days.filter((each) => each !== same);
  return [...others, same === undefined ? told : mergeDay(same, told)].sort((a, b) => (a.day < b.day ? -1 : 1));
}

function mergeDay(known: DayOfReturns, told: DayOfReturns): DayOfReturns {
  const pieces = { ...known.pieces };
  for (const [index, quantity] of Object.entries(told.pieces)) pieces[index] = (pieces[index] ?? 0) + quantity;
  return { ...known, pieces, money: known.money + told.money, isWhole: known.isWhole || told.isWhole };
}

const sumOfDays = (order: Order, days: Returns['days']): Returns =>
  days.reduce((before, each) => addDay(order, before, each), NO_RETURNS);

/** One more day, later than those before. What goes beyond the order is left out of it. */
function addDay(order: Order, before: Returns, told: DayOfReturns): Returns {
  const quantities = order.lines.map(({ quantity: bought }, index) =>
    Math.min(bought, (before.quantities[index] ?? 0) + (told.pieces[index] ?? 0)),
  );
  const unassigned = Math.min(order.paid, before.unassigned + told.money);
  const newPieces = quantities
    .map((quantity, index) => [`${index}`, quantity - (before.quantities[index] ?? 0)] as const)
    .filter(([, quantity]) => quantity > 0);
  const day = { ...told, pieces: Object.fromEntries(newPieces), money: unassigned - before.unassigned };
  const sumOf = (of: 'paid' | 'points') =>
    order.lines.reduce((sum, line, index) => sum + proRata(line[of], quantities[index] ?? 0, line.quantity), 0);
  const value = Math.min(order.paid, sumOf('paid') + unassigned);
  const isComplete = order.lines.every((line, index) => quantities[index] === line.quantity);
  const isWhole = before.isWhole || told.isWhole || isComplete || (order.paid > 0 && value === order.paid);
  const points = Math.min(order.points, sumOf('points') + proRata(order.points, unassigned, order.paid));
  const days = [...before.days, day];
  return isWhole
    ? { days, quantities, unassigned, isWhole, points: order.points, value: order.paid }
    : { days, quantities, unassigned, isWhole, points, value };
}
