import * as z from 'zod/mini';
import { decodeItem } from '../kernel/table/codec.ts';
import type { Counts } from './counts.ts';
import { Tally } from './counts.ts';
import { PROVEN_BUCKETS, provenBuckets } from './entry-counts.ts';
import { countSpend } from './model-rows.ts';

const MONTHS = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, '0'));
const MONTHS_PER_QUARTER = 3;
/** Orders that make a buyer one who came back. */
const REPEAT_ORDERS = 2;

const count = z._default(z.int(), 0);
const purchaseYear = z.object({
  yearOfOrders: z.string(),
  ...Object.fromEntries(MONTHS.flatMap((month) => [`orders${month}`, `returned${month}`].map((name) => [name, count]))),
});

const account = z.object({
  orderCount: count,
  returnedOrderCount: count,
  paidMinor: count,
  returnedMinor: count,
});

/** Who bought, and who bought again, in each month, quarter and year of an item; orders that came back whole are none. */
export function purchaseCounts(item: Readonly<Record<string, unknown>>): Counts {
  const parsed = decodeItem(purchaseYear, item) as Readonly<Record<string, number>> & { readonly yearOfOrders: string };
  const { yearOfOrders: year } = parsed;
  const kept = MONTHS.map((month) => (parsed[`orders${month}`] ?? 0) - (parsed[`returned${month}`] ?? 0));
  const tally = new Tally();
  const countBuyer = (period: string, orders: number) => {
    if (orders >= 1) tally.add('buyers', period, 'buyers', 1);
    if (orders >= REPEAT_ORDERS) tally.add('buyers', period, 'repeat', 1);
  };
  const sumOf = (orders: readonly number[]) => orders.reduce((sum, each) => sum + each, 0);
  kept.forEach((orders, index) => {
    countBuyer(`${year}-${MONTHS[index]}`, orders);
  });
  for (let quarter = 0; quarter < MONTHS.length / MONTHS_PER_QUARTER; quarter += 1) {
    const first = quarter * MONTHS_PER_QUARTER;
    countBuyer(`${year}-Q${quarter + 1}`, sumOf(kept.slice(first, first + MONTHS_PER_QUARTER)));
  }
  countBuyer(year, sumOf(kept));
  return tally.counts();
}

/**
 * Who ever bought, bought again, and for how much, by the sums beside a member's balance; where the points are; and who
 * earned some and never spent any.
 */
export function accountCounts(item: Readonly<Record<string, unknown>>): Counts {
  const { orderCount, returnedOrderCount, paidMinor, returnedMinor, ...balance } = decodeItem(accountWithPoints, item);
  const tally = new Tally();
  const orders = orderCount - returnedOrderCount;
  if (orders >= 1) tally.add('buyers', 'all', 'buyers', 1);
  if (orders >= REPEAT_ORDERS) tally.add('buyers', 'all', 'repeat', 1);
  countSpend(tally, orders, paidMinor - returnedMinor);
  for (const bucket of PROVEN_BUCKETS) tally.add('points', 'all', bucket, balance[bucket]);
  if (balance.lifetimeEarned > 0) {
    tally.add('points', 'all', 'earners', 1);
    if (balance.spent === 0) tally.add('points', 'all', 'neverRedeemed', 1);
  }
  return tally.counts();
}

const accountWithPoints = z.extend(account, provenBuckets);
