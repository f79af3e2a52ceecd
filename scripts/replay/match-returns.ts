import type { HistoryOrder, HistoryReturn } from './history.ts';

/** Pieces of one product that a customer sent back; the file does not say of which order. */
export interface ReturnedRow {
  readonly returnId: string;
  readonly memberId: string;
  readonly at: string;
  /** Of the shop's calendar (yyyy-mm-dd). */
  readonly day: string;
  readonly productId: string;
  readonly quantity: number;
}

export interface MatchedReturns {
  readonly returns: readonly HistoryReturn[];
  /** Pieces that no order of the file has: sold before it begins. */
  readonly unmatchedPieces: number;
}

/** Pieces of an order that are still with the customer. */
interface Bought {
  readonly order: HistoryOrder;
  left: number;
}

/**
 * Finds the orders that returned pieces are of: the customer's latest before the return that still have pieces of the
 * product, latest first. What comes back of one order on one day is one return, by the number of its first invoice and
 * at the time of its last: so the shares of two returns do not depend on which of them is told first that day.
 */
export function matchReturns(orders: readonly HistoryOrder[], rows: readonly ReturnedRow[]): MatchedReturns {
  const bought = listBought(orders);
  const returns = new Map<string, HistoryReturn & { readonly lines: { productId: string; quantity: number }[] }>();
  let unmatchedPieces = 0;
  for (const row of [...rows].sort((a, b) => compare(a.at, b.at) || compare(a.returnId, b.returnId))) {
    let left = row.quantity;
    for (const each of bought.get(nameOf(row.memberId, row.productId)) ?? []) {
      const pieces = each.order.at <= row.at ? Math.min(left, each.left) : 0;
      if (pieces === 0) continue;
      each.left -= pieces;
      left -= pieces;
      const { orderId } = each.order;
      const key = JSON.stringify([row.day, orderId]);
      const { returnId, memberId, at } = row;
      const known = returns.get(key) ?? { orderId, returnId, memberId, at, lines: [] };
      known.lines.push({ productId: row.productId, quantity: pieces });
      returns.set(key, { ...known, at });
    }
    unmatchedPieces += left;
  }
  return { returns: [...returns.values()], unmatchedPieces };
}

/** By customer and product, latest first. */
function listBought(orders: readonly HistoryOrder[]): ReadonlyMap<string, readonly Bought[]> {
  const bought = new Map<string, Bought[]>();
  const latestFirst = [...orders].sort((a, b) => compare(b.at, a.at) || compare(b.orderId, a.orderId));
  for (const order of latestFirst) {
    for (const { productId, quantity } of order.lines) {
      const name = nameOf(order.memberId, productId);
      const known = bought.get(name) ?? [];
      const same = known.find((each) => each.order === order);
      if (same === undefined) known.push({ order, left: quantity });
      else same.left += quantity;
      bought.set(name, known);
    }
  }
  return bought;
}

const nameOf = (memberId: string, productId: string): string => JSON.stringify([memberId, productId]);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
