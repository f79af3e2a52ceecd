import * as z from 'zod/mini';
import { decodeItem } from '../kernel/table/codec.ts';
import type { Counts } from './counts.ts';
import { Tally } from './counts.ts';

const compared = z.object({ orders: z.int(), spend: z.int(), activeDays: z.int() });
const countedEffect = z.object({
  tier: z.string(),
  group: z.string(),
  day: z.string(),
  before: compared,
  after: compared,
});

/** What a member did before and after a tier's line, on the day that it was reached or nearly, by tier and group. */
export function effectCounts(item: Readonly<Record<string, unknown>>): Counts {
  const { tier, group, day, before, after } = decodeItem(countedEffect, item);
  const tally = new Tally();
  const add = (figure: string, by: number) => tally.addDay('effects', day, `${tier}#${group}#${figure}`, by);
  add('members', 1);
  add('repurchased', after.orders > 0 ? 1 : 0);
  add('spendBefore', before.spend);
  add('spendAfter', after.spend);
  add('activeBefore', before.activeDays);
  add('activeAfter', after.activeDays);
  return tally.counts();
}
