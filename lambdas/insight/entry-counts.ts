import * as z from 'zod/mini';
import { dayOf } from '../kernel/calendar.ts';
import { decodeItem } from '../kernel/table/codec.ts';
import type { Counts } from './counts.ts';
import { Tally } from './counts.ts';

const count = z._default(z.int(), 0);
/** Buckets of which the sum of the balances has to be that of the entries. */
export const PROVEN_BUCKETS = ['pending', 'active', 'spent', 'expired', 'negative', 'lifetimeEarned'] as const;
/** A bucket that nothing was booked in is not there. */
export const provenBuckets = Object.fromEntries(PROVEN_BUCKETS.map((bucket) => [bucket, count])) as Record<
  (typeof PROVEN_BUCKETS)[number],
  typeof count
>;
const countedEntry = z.object({
  kind: z.optional(z.string()),
  deltas: z.object(provenBuckets),
  sums: z.optional(z.object({ orderCount: count, returnedOrderCount: count, paidMinor: count, returnedMinor: count })),
  orderDay: z.optional(z.string()),
  reversedByDay: z.optional(z.record(z.string(), z.int())),
  occurredAt: z.iso.datetime(),
});

/** What figures of all entries begin with; those of all balances are named after the bucket. */
export const ENTRY_PREFIX = 'entries-';

/**
 * What an entry of the ledger counts for: points on the day that it happened, and money and orders on the day that the
 * order was paid, so that a return lowers the figures of the order it belongs to. Adjustments, and merges among them, earn
 * and take back nothing; what a merge moves between members cancels.
 */
export function entryCounts(item: Readonly<Record<string, unknown>>, timeZone: string): Counts {
  const { kind, deltas, sums, orderDay, reversedByDay, occurredAt } = decodeItem(countedEntry, item);
  const tally = new Tally();
  const day = dayOf(Date.parse(occurredAt), timeZone);
  const { pending, active, spent, expired, negative, lifetimeEarned } = deltas;
  for (const bucket of PROVEN_BUCKETS) tally.add('points', 'all', ENTRY_PREFIX + bucket, deltas[bucket]);
  const isEarned = kind !== 'ADJUST';
  const reversed = isEarned ? Math.max(0, -lifetimeEarned) : 0;
  if (isEarned && lifetimeEarned > 0) tally.addDay('points', day, 'earned', lifetimeEarned);
  for (const [on, points] of Object.entries(reversedByDay ?? { [day]: reversed })) {
    tally.addDay('points', on, 'reversed', points);
    tally.addDay('points', on, 'outstanding', -points);
  }
  if (isEarned) {
    tally.addDay('points', day, 'spent', spent);
    tally.addDay('points', day, 'expired', expired);
  }
  // Beside it is what nobody could give back.
  tally.addDay('points', day, 'outstanding', pending + active + negative + reversed);
  if (sums === undefined || orderDay === undefined) return tally.counts();
  tally.addDay('orders', orderDay, 'orders', sums.orderCount);
  tally.addDay('orders', orderDay, 'returnedOrders', sums.returnedOrderCount);
  if (kind === 'REVERSE_EARN') tally.addDay('orders', orderDay, 'returns', 1);
  tally.addDay('orders', orderDay, 'paidMinor', sums.paidMinor);
  tally.addDay('orders', orderDay, 'returnedMinor', sums.returnedMinor);
  return tally.counts();
}
