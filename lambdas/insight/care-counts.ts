import * as z from 'zod/mini';
import { dayOf } from '../kernel/calendar.ts';
import { firstResponseAt } from '../kernel/first-response.ts';
import { decodeItem } from '../kernel/table/codec.ts';
import type { Counts } from './counts.ts';
import { Tally } from './counts.ts';
import { RUN_GROUPS } from './lifecycle-counts.ts';
import { responseBin } from './response-time.ts';

type Item = Readonly<Record<string, unknown>>;

const MINUTE_MS = 60_000;
const optional = z.optional(z.string());
const countedTicket = z.object({
  opened: z.optional(z.object({ at: z.string() })),
  answeredAt: optional,
  resolvedAt: optional,
  rated: z.optional(z.object({ rating: z.int().check(z.minimum(1), z.maximum(10)) })),
});

/** A ticket counts on the day of its opening, in the programme's zone; one whose opening nobody told of on none. */
export function ticketCounts(item: Item, timeZone: string): Counts {
  const { opened, answeredAt, resolvedAt, rated } = decodeItem(countedTicket, item);
  const tally = new Tally();
  if (opened === undefined) return tally.counts();
  const openedMs = Date.parse(opened.at);
  const day = dayOf(openedMs, timeZone);
  const add = (figure: string, by: number) => tally.addDay('service', day, figure, by);
  add('opened', 1);
  if (resolvedAt !== undefined) add('resolved', 1);
  const respondedAt = firstResponseAt({ answeredAt, resolvedAt });
  if (respondedAt !== undefined) {
    const minutes = Math.max(0, Math.floor((Date.parse(respondedAt) - openedMs) / MINUTE_MS));
    add('answered', 1);
    add('responseMinutes', minutes);
    add(`response#${responseBin(minutes)}`, 1);
  }
  if (rated !== undefined) {
    add('rated', 1);
    add('ratings', rated.rating);
  }
  return tally.counts();
}

const countedRecovery = z.object({
  group: z.enum(RUN_GROUPS),
  cause: z.enum(['BAD_RATING', 'LATE_ANSWER']),
  startedDay: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
  pointsGiven: z.int(),
  isUnfunded: z.boolean(),
  outcome: z.optional(z.enum(['SATISFIED', 'EXPIRED'])),
  hasReturned: z.optional(z.boolean()),
});

/** What is made good counts on the day on which that began: by group, what brought it there, what it gave and what came of it. */
export function recoveryCounts(item: Item): Counts {
  const { group, cause, startedDay, pointsGiven, isUnfunded, outcome, hasReturned } = decodeItem(countedRecovery, item);
  const tally = new Tally();
  const add = (figure: string, by: number) => tally.addDay('recoveries', startedDay, `${group}#${figure}`, by);
  add('started', 1);
  add(cause === 'BAD_RATING' ? 'badRating' : 'lateAnswer', 1);
  add('points', pointsGiven);
  add('unfunded', isUnfunded ? 1 : 0);
  if (outcome !== undefined) add(outcome === 'SATISFIED' ? 'satisfied' : 'expired', 1);
  if (hasReturned !== undefined) add('measured', 1);
  add('returned', hasReturned === true ? 1 : 0);
  return tally.counts();
}
