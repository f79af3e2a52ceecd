import * as z from 'zod/mini';
import { dayOf } from '../kernel/calendar.ts';
import { decodeItem } from '../kernel/table/codec.ts';
import type { Counts } from './counts.ts';
import { Tally } from './counts.ts';

const count = z._default(z.int(), 0);
const countedEntry = z.object({
  kind: z.optional(z.string()),
  deltas: z.object({ pending: count, active: count, negative: count, lifetimeEarned: count }),
  sums: z.optional(z.object({ orderCount: count, returnedOrderCount: count, paidMinor: count, returnedMinor: count })),
  orderDay: z.optional(z.string()),
  occurredAt: z.iso.datetime(),
});

/**
 * What an entry of the ledger counts for: points on the day that it happened, and money and orders on the day that the
 * order was paid, so that a return lowers the figures of the order it belongs to. Merges move sums between members,
 * and say nothing of an order's day: they cancel.
 */
export function entryCounts(item: Readonly<Record<string, unknown>>, timeZone: string): Counts {
  const { kind, deltas, sums, orderDay, occurredAt } = decodeItem(countedEntry, item);
  const tally = new Tally();
  const day = dayOf(Date.parse(occurredAt), timeZone);
  const { pending, active, negative, lifetimeEarned } = deltas;
  tally.addDay('points', day, 'outstanding', pending + active + negative);
  tally.addDay('points', day, lifetimeEarned > 0 ? 'earned' : 'reversed', Math.abs(lifetimeEarned));
  if (sums === undefined || orderDay === undefined) return tally.counts();
  tally.addDay('orders', orderDay, 'orders', sums.orderCount);
  tally.addDay('orders', orderDay, 'returnedOrders', sums.returnedOrderCount);
  if (kind === 'REVERSE_EARN') tally.addDay('orders', orderDay, 'returns', 1);
  tally.addDay('orders', orderDay, 'paidMinor', sums.paidMinor);
  tally.addDay('orders', orderDay, 'returnedMinor', sums.returnedMinor);
  return tally.counts();
}
