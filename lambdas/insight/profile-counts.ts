import * as z from 'zod/mini';
import { listActiveDays } from '../kernel/active-days.ts';
import { dayOf, daysBetween } from '../kernel/calendar.ts';
import { decodeItem } from '../kernel/table/codec.ts';
import type { Counts } from './counts.ts';
import { Tally } from './counts.ts';
import { furthestStep } from './funnel.ts';
import { countPurchaseDays } from './model-rows.ts';

/** Days after the first that retention is looked at. */
export const RETENTION_DAYS_MAX = 90;
/** Visits in a month that make a member engaged. */
const ENGAGED_VISITS = 3;

const days = z.optional(z.object({ last: z.string(), bits: z.string() }));
const at = z.optional(z.string());
const steps = z.object({ browsed: at, searched: at, carted: at, checkedOut: at, ordered: at, paid: at });
const countedProfile = z.object({
  forwardTo: z.optional(z.string()),
  knownSince: z.optional(z.iso.datetime()),
  joinedAt: z.optional(z.iso.datetime()),
  firstSeenAt: z.optional(z.iso.datetime()),
  activeDays: days,
  orderDays: days,
  steps: z._default(steps, {}),
  firstOrders: z.array(z.object({ at: z.iso.datetime() })),
});

type CountedProfile = z.infer<typeof countedProfile>;

/**
 * What a profile counts for: its cohort (the day of the first visit) with the first and the last return, its visits by
 * day and month, whether who signed up bought by the next day and how far it came, and the days of its purchases. One
 * that was merged into another counts no more, since the other has all that it said.
 */
export function profileCounts(item: Readonly<Record<string, unknown>>, timeZone: string): Counts {
  const profile = decodeItem(countedProfile, item);
  const tally = new Tally();
  if (profile.forwardTo !== undefined) return tally.counts();
  const visits = profile.activeDays === undefined ? [] : [...listActiveDays(profile.activeDays)].reverse();
  countMember(tally, profile, timeZone);
  countCohort(tally, profile, visits, timeZone);
  countVisits(tally, visits);
  if (profile.orderDays !== undefined) countPurchaseDays(tally, listActiveDays(profile.orderDays));
  return tally.counts();
}

function countMember(tally: Tally, profile: CountedProfile, timeZone: string): void {
  const { knownSince, joinedAt, steps: firsts, firstOrders } = profile;
  const dayAt = (instant: string) => dayOf(Date.parse(instant), timeZone);
  if (knownSince !== undefined) {
    tally.addDay('members', dayAt(knownSince), 'known', 1);
    tally.add('members', 'all', 'known', 1);
  }
  if (joinedAt === undefined) return;
  const joinedDay = dayAt(joinedAt);
  tally.addDay('members', joinedDay, 'joined', 1);
  tally.addDay('funnel', joinedDay, `reached#${furthestStep(firsts, firstOrders.length)}`, 1);
  const firstOrder = firstOrders[0];
  const hasBought = firstOrder !== undefined && daysBetween(joinedDay, dayAt(firstOrder.at)) <= 1;
  if (hasBought) tally.addDay('members', joinedDay, 'converted', 1);
}

/** A return lies in `first` and `last` under its number of days after the first visit; 90 days or later is under 90 in `last`. */
function countCohort(tally: Tally, { firstSeenAt }: CountedProfile, visits: readonly string[], timeZone: string): void {
  if (firstSeenAt === undefined) return;
  const firstDay = dayOf(Date.parse(firstSeenAt), timeZone);
  tally.addDay('cohort', firstDay, 'size', 1);
  const returns = visits.map((day) => daysBetween(firstDay, day)).filter((days) => days > 0);
  const [first, last] = [returns[0], returns.at(-1)];
  if (first === undefined || last === undefined) return;
  if (first <= RETENTION_DAYS_MAX) tally.addDay('cohort', firstDay, `first#${first}`, 1);
  tally.addDay('cohort', firstDay, `last#${Math.min(last, RETENTION_DAYS_MAX)}`, 1);
}

function countVisits(tally: Tally, visits: readonly string[]): void {
  let previous: string | undefined;
  const byMonth = new Map<string, number>();
  for (const day of visits) {
    tally.addDay('visits', day, 'visitors', 1);
    if (previous !== undefined) {
      tally.addDay('visits', day, 'gaps', 1);
      tally.addDay('visits', day, 'gapDays', daysBetween(previous, day));
    }
    byMonth.set(day.slice(0, 7), (byMonth.get(day.slice(0, 7)) ?? 0) + 1);
    previous = day;
  }
  for (const [month, count] of byMonth) if (count >= ENGAGED_VISITS) tally.add('visits', month, 'engaged', 1);
}
