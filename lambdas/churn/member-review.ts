import type { Stage } from '../../programmes/stage.ts';
import { dayOf, startOfDay } from '../kernel/calendar.ts';
import { compare } from '../kernel/dated.ts';
import type { ToldOrder, WatchFacts } from './known-facts.ts';
import { type Loss, reviewNodes } from './loss-node.ts';
import { calculatePersonalDue, type UnusualSilence } from './personal-due.ts';
import type { StagePoint } from './stage.ts';
import { stageAt } from './stage.ts';
import { listMoves, nextMoveDay, type StageReason } from './timeline.ts';
import { newWatch, nextLook, type UnpaidOrder, type Watch, type WatchSettings } from './watch.ts';

/** A change of stage as it is kept. `null` is no stage: one that a member of the past was found in comes from none. */
export interface StageChange {
  readonly from: Stage | null;
  readonly to: Stage | null;
  /** The programme-zone date that it counts on, and whether it came with its dawn or with what was done that day. */
  readonly day: string;
  readonly phase: StagePoint['phase'];
  /** ISO-8601 in UTC: when that day began, so that it is the same whatever of the day is told first. */
  readonly at: string;
  readonly reason: StageReason | 'IMPORTED' | 'MERGED';
}

/** What is to be written after a member was looked at. */
export interface WatchReview {
  readonly next: Watch;
  readonly changes: readonly StageChange[];
  readonly losses: readonly Loss[];
}

/** What is known beside the profile when a member is looked at. */
export interface WatchOccasion {
  readonly now: Date;
  /** Orders that were placed and may not be paid. */
  readonly placed?: readonly UnpaidOrder[] | undefined;
  readonly settledOrders: ReadonlySet<string>;
  /** Paid orders of the facts that the profile does not know yet. */
  readonly ordersAhead?: readonly ToldOrder[] | undefined;
  /** What brought it is told long after it happened: the stage is taken as it is now, and nothing follows from it. */
  readonly isOfThePast?: boolean | undefined;
}

/** Of a member whom nobody has looked at for years, the last ones tell enough; one write takes a hundred. */
const CHANGES_MAX = 50;
/** Placed orders of one member that are waited for; more are placed by machines. */
const UNPAID_MAX = 10;
/** Orders that the profile is behind with: it learns of them within seconds, but of an import there are many in those. */
const AHEAD_MAX = 50;

/**
 * Looks at a member: decides what has come due, takes the stage on to now, and arms what is to come. Looking again with
 * the same facts changes nothing.
 */
export function reviewWatch(
  memberId: string,
  known: Watch | undefined,
  facts: WatchFacts,
  { now, placed = [], settledOrders, ordersAhead = [], isOfThePast = false }: WatchOccasion,
  unusualSilence: UnusualSilence,
  settings: WatchSettings,
): WatchReview {
  const until: StagePoint = { day: dayOf(now.getTime(), settings.timeZone), phase: 'end' };
  const watch = known ?? newWatch(memberId, firstDay(facts, now, settings.timeZone));
  const { losses, ...nodes } = reviewNodes(
    { ...watch, unpaid: addUnpaid(watch.unpaid, placed) },
    facts,
    settledOrders,
    settings,
    now,
  );
  const personalDue = dueAfter(watch, facts, unusualSilence, settings);
  // The one before counts for what time brought about until the last order, if nobody looked since.
  const personalDues = [watch.personalDue, personalDue].filter((due) => due !== undefined);
  const stageFacts = { ...facts, personalDues };
  const changes = isOfThePast
    ? foundIn(watch, stageAt(stageFacts, until, settings), until, now)
    : listMoves({ stage: watch.stage, since: watch.since }, stageFacts, until, settings).map(
        ({ from, to, point, reason }) => ({ from, to, ...point, at: startAt(point.day, settings.timeZone), reason }),
      );
  const last = changes.at(-1);
  const nextDay = nextMoveDay(stageFacts, until, settings);
  const next: Watch = {
    ...watch,
    ...nodes,
    ...(last === undefined ? {} : { stage: last.to, since: { day: last.day, phase: last.phase } }),
    personalDue,
    ordersAhead: ordersAhead.length === 0 ? undefined : ordersAhead.slice(-AHEAD_MAX),
    nextMoveAt: nextDay === undefined ? undefined : startAt(nextDay, settings.timeZone),
  };
  return { next, changes: changes.slice(-CHANGES_MAX), losses: isOfThePast ? [] : losses };
}

/** Whether a look found anything to write: later dates are left as they are, and found out when the earlier one has come. */
export function isWorthWriting(known: Watch | undefined, { next, changes, losses }: WatchReview, now: Date): boolean {
  if (known === undefined || changes.length > 0 || losses.length > 0) return true;
  if (known.personalDue?.day !== next.personalDue?.day || known.closed.length !== next.closed.length) return true;
  if (known.winBack !== next.winBack || known.formerIds?.at(-1) !== next.formerIds?.at(-1)) return true;
  if (hasNew(known.unpaid, next.unpaid) || hasNew(known.ordersAhead, next.ordersAhead)) return true;
  const [before, after] = [nextLook(known), nextLook(next)];
  if (before === undefined || before.at <= now.toISOString()) return before?.at !== after?.at;
  return after !== undefined && after.at < before.at;
}

type Orders = readonly { readonly orderId: string }[];

const hasNew = (known: Orders = [], next: Orders = []): boolean =>
  next.some(({ orderId }) => !known.some((order) => order.orderId === orderId));

/** The due date is decided with each order, and stays until the next. */
function dueAfter(watch: Watch, facts: WatchFacts, unusualSilence: UnusualSilence, settings: WatchSettings) {
  const lastOrder = facts.orderDays.at(-1);
  if (lastOrder === undefined || watch.personalDue?.orderDay === lastOrder) return watch.personalDue;
  return calculatePersonalDue(facts.orderDays, unusualSilence, settings.personalDue);
}

function addUnpaid(known: readonly UnpaidOrder[], placed: readonly UnpaidOrder[]): readonly UnpaidOrder[] {
  const earliest = new Map([...placed, ...known].map((order) => [order.orderId, order]));
  return [...earliest.values()].sort((a, b) => compare(a.at, b.at) || compare(a.orderId, b.orderId)).slice(-UNPAID_MAX);
}

/** A member of the past is taken in the stage that it is found in; from then on it is watched, also as one who never bought. */
function foundIn(watch: Watch, to: Stage, point: StagePoint, now: Date) {
  const from = watch.version === 0 ? null : watch.stage;
  if (to === from) return [];
  return [{ from, to, ...point, at: now.toISOString(), reason: 'IMPORTED' as const }];
}

/** From where on stages are worked out of a member nobody watched: the first day that anything is told of. */
function firstDay({ orderDays, activeDays, joinedAt, knownSince }: WatchFacts, now: Date, timeZone: string): string {
  const instants = [joinedAt, knownSince].filter((at) => at !== undefined);
  const earliest = Math.min(now.getTime(), ...instants.map((at) => Date.parse(at)));
  const [first] = [orderDays[0], activeDays[0]].filter((day) => day !== undefined).sort();
  const day = dayOf(earliest, timeZone);
  return first !== undefined && first < day ? first : day;
}

const startAt = (day: string, timeZone: string): string => new Date(startOfDay(day, timeZone)).toISOString();
