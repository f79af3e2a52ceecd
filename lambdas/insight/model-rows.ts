import type { Tally } from './counts.ts';

/**
 * What a model of purchases is fitted to: members who look the same to it are one row with their number. The rows are
 * counters like all others, so that a fit reads them and scans nothing.
 */

/** Members with the same first and last day (programme-zone dates) and number of days with a purchase. */
export interface PurchaseRow {
  readonly firstDay: string;
  readonly lastDay: string;
  readonly purchaseDays: number;
  readonly members: number;
}

/** Members with so many kept orders, of about the same mean value (minor units). */
export interface SpendRow {
  readonly orders: number;
  readonly meanMinor: number;
  readonly members: number;
}

/** Values within a bin differ by 2 %: finer than any shop prices, and a few hundred bins for all of them. */
const BIN_RATIO = 1.02;
/** More orders than this say no more of a mean. */
const ORDERS_MAX = 200;

/** The bin of a mean order value, in minor units and above 0. */
export const valueBin = (averageMinor: number): number => Math.round(Math.log(averageMinor) / Math.log(BIN_RATIO));

/** The value (minor units) in the middle of a bin. */
export const binValue = (bin: number): number => BIN_RATIO ** bin;

/** Counts a member by the days of its purchases, latest first: under the month of the first. */
export function countPurchaseDays(tally: Tally, days: readonly string[]): void {
  const [first, last] = [days.at(-1), days[0]];
  if (first !== undefined && last !== undefined) tally.addDay('purchases', first, `${last}#${days.length}`, 1);
}

/** Counts a member by its kept orders and what they came to, less what came back (minor units). */
export function countSpend(tally: Tally, orders: number, netMinor: number): void {
  if (orders < 1 || netMinor <= 0) return;
  tally.add('spend', 'all', `${Math.min(orders, ORDERS_MAX)}#${valueBin(netMinor / orders)}`, 1);
}

/** The rows of counters of `purchases`, by month (`yyyy-mm`) of the first purchase. Rows that nobody is in are left out. */
export function readPurchaseRows(
  months: Iterable<readonly [month: string, figures: ReadonlyMap<string, number>]>,
): readonly PurchaseRow[] {
  return [...months].flatMap(([month, figures]) =>
    present(figures).map(([dimension, members]) => {
      const [day = '', lastDay = '', days = ''] = dimension.split('#');
      return { firstDay: `${month}-${day}`, lastDay, purchaseDays: Number(days), members };
    }),
  );
}

/** The rows of the counters of `spend` of `all`. Rows that nobody is in are left out. */
export function readSpendRows(figures: ReadonlyMap<string, number>): readonly SpendRow[] {
  return present(figures).map(([dimension, members]) => {
    const [orders, bin] = dimension.split('#').map(Number);
    return { orders: orders ?? 0, meanMinor: binValue(bin ?? 0), members };
  });
}

/** A counter may be below 0 for as long as one shard of the stream is ahead of another. */
const present = (figures: ReadonlyMap<string, number>) => [...figures].filter(([, members]) => members > 0);
