import * as z from 'zod/mini';
import { dayOf } from '../kernel/calendar.ts';
import { decodeItem } from '../kernel/table/codec.ts';
import type { Counts } from './counts.ts';
import { Tally } from './counts.ts';

const MINUTE_MS = 60_000;

const countedSuggestion = z.object({
  createdAt: z.string(),
  decidedAt: z.optional(z.string()),
  duplicatesAt: z._default(z.array(z.string()), []),
});

/**
 * A suggestion counts on the day on which it came in, in the programme's zone. One that is decided counts its duplicates'
 * decisions, too, each on the day of the duplicate, which itself counts as received only.
 */
export function suggestionCounts(item: Readonly<Record<string, unknown>>, timeZone: string): Counts {
  const { createdAt, decidedAt, duplicatesAt } = decodeItem(countedSuggestion, item);
  const tally = new Tally();
  const add = (receivedMs: number, figure: string, by: number) =>
    tally.addDay('suggestions', dayOf(receivedMs, timeZone), figure, by);
  add(Date.parse(createdAt), 'received', 1);
  if (decidedAt === undefined) return tally.counts();
  const decidedMs = Date.parse(decidedAt);
  for (const receivedMs of [createdAt, ...duplicatesAt].map((at) => Date.parse(at))) {
    add(receivedMs, 'decided', 1);
    add(receivedMs, 'decisionMinutes', Math.floor((decidedMs - receivedMs) / MINUTE_MS));
  }
  return tally.counts();
}
