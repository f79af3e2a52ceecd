import * as z from 'zod/mini';
import { decodeItem } from '../kernel/table/codec.ts';
import type { Counts } from './counts.ts';
import { Tally } from './counts.ts';

/** Buckets whose points lie in lots, each of one expiry. */
export const LOT_BUCKETS = ['pending', 'active'] as const;
export type LotBucket = (typeof LOT_BUCKETS)[number];

/** In place of a day, and of a month: points for which none was set. */
const NEVER = 'never';

const countedLot = z.object({
  /** The day at whose beginning the points expire. */
  expiryDay: z.string().check(z.regex(/^(never|\d{4}-\d{2}-\d{2})$/)),
  points: z.int(),
});

/** What a lot counts for: its points, in the month (`yyyy-mm`) in which they expire. */
export const lotCounts =
  (bucket: LotBucket) =>
  (item: Readonly<Record<string, unknown>>): Counts => {
    const { expiryDay, points } = decodeItem(countedLot, item);
    const month = expiryDay === NEVER ? NEVER : expiryDay.slice(0, 7);
    const tally = new Tally();
    tally.add('liability', 'all', `${bucket}#${month}`, points);
    return tally.counts();
  };
