import { dayOf } from '../kernel/calendar.ts';
import type { WatchFacts } from './known-facts.ts';
import type { LossNode, Watch, WatchSettings } from './watch.ts';

/** That a member was lost at a node, at an instant (ISO-8601 in UTC). */
export interface Loss {
  readonly node: LossNode;
  readonly at: string;
  /** The programme-zone date on which the member joined, if anybody told. */
  readonly joinedDay?: string | undefined;
  readonly orderId?: string | undefined;
  /** Of the node's losses of a member the first one counts; later orders may be left unpaid, too. */
  readonly isFirst: boolean;
}

/** The nodes of a watch as they are after a look: what is still waited for, and where the member was lost. */
export interface NodeReview extends Pick<Watch, 'signUpSilentAt' | 'noRepeatAt' | 'unpaid' | 'closed'> {
  readonly losses: readonly Loss[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A node that was over for longer when it became known is of the past: nobody was lost there now. */
const PAST_MS = 72 * HOUR_MS;

/**
 * Looks at the nodes of the new members' way: dates that became known are waited for, and those that have come are
 * decided, each once a member.
 * @param settledOrders of those that were to be paid: those that were, or were taken back
 */
export function reviewNodes(
  watch: Watch,
  facts: WatchFacts,
  settledOrders: ReadonlySet<string>,
  settings: WatchSettings,
  now: Date,
): NodeReview {
  const signUp = signUpNode(watch, facts, settings, now);
  const repeat = repeatNode(watch, facts, settings, now);
  const overdue = watch.unpaid.filter(({ orderId, at }) => at <= now.toISOString() && !settledOrders.has(orderId));
  const joinedDay = facts.joinedAt === undefined ? undefined : dayOf(Date.parse(facts.joinedAt), settings.timeZone);
  const isUnpaidClosed = watch.closed.includes('order-unpaid');
  const lost = [signUp, repeat].flatMap((node) =>
    node?.lostAt === undefined ? [] : [{ node: node.node, at: node.lostAt, joinedDay, isFirst: true }],
  );
  const unpaid = overdue.map(({ orderId, at }, index) => ({
    ...{ node: 'order-unpaid' as const, at, joinedDay, orderId },
    isFirst: index === 0 && !isUnpaidClosed,
  }));
  const closed = [signUp, repeat].flatMap((node) => (node?.isClosed ? [node.node] : []));
  return {
    signUpSilentAt: signUp?.waitsUntil,
    noRepeatAt: repeat?.waitsUntil,
    unpaid: watch.unpaid.filter(({ orderId, at }) => !settledOrders.has(orderId) && at > now.toISOString()),
    closed: [...new Set([...watch.closed, ...closed, ...unpaid.map(({ node }) => node)])].sort(),
    losses: [...lost, ...unpaid],
  };
}

interface ReviewedNode {
  readonly node: LossNode;
  readonly waitsUntil?: string | undefined;
  readonly isClosed?: boolean;
  readonly lostAt?: string;
}

/** Lost who did nothing in the hours after signing up. */
function signUpNode(watch: Watch, facts: WatchFacts, settings: WatchSettings, now: Date): ReviewedNode | undefined {
  const { joinedAt } = facts;
  if (joinedAt === undefined || watch.closed.includes('sign-up-silent')) return undefined;
  const at = new Date(Date.parse(joinedAt) + settings.signUpSilentHours * HOUR_MS).toISOString();
  return decide('sign-up-silent', at, watch.signUpSilentAt, now, () => wasSilent(facts, joinedAt, at, settings));
}

/**
 * What came later than the node says nothing of it; then what the member did for the first time, and the days between, are
 * all that is known.
 */
function wasSilent(facts: WatchFacts, joinedAt: string, at: string, { timeZone }: WatchSettings): boolean {
  const { lastSeenAt, activeDays, firstOrders, steps = {} } = facts;
  const firstTimes = [...firstOrders.map((order) => order.at), ...Object.values(steps)];
  if (firstTimes.some((instant) => instant !== undefined && instant >= joinedAt && instant <= at)) return false;
  if (lastSeenAt === undefined || lastSeenAt <= joinedAt) return true;
  if (lastSeenAt <= at) return false;
  const [joinedDay, lastDay] = [joinedAt, at].map((instant) => dayOf(Date.parse(instant), timeZone));
  return !activeDays.some((day) => day > String(joinedDay) && day < String(lastDay));
}

/** Lost who paid for a first order and for no second one in the days after it. */
function repeatNode(watch: Watch, facts: WatchFacts, settings: WatchSettings, now: Date): ReviewedNode | undefined {
  const [first, second] = facts.firstOrders;
  if (first === undefined || watch.closed.includes('no-repeat')) return undefined;
  const at = new Date(Date.parse(first.at) + settings.noRepeatDays * DAY_MS).toISOString();
  if (second !== undefined && second.at <= at) return { node: 'no-repeat', isClosed: true };
  return decide('no-repeat', at, watch.noRepeatAt, now, () => true);
}

/** @param waited when the node was waited for before, however long ago that is over */
function decide(
  node: LossNode,
  at: string,
  waited: string | undefined,
  now: Date,
  isLost: () => boolean,
): ReviewedNode {
  if (at > now.toISOString()) return { node, waitsUntil: at };
  const isOfThePast = waited === undefined && now.getTime() - Date.parse(at) > PAST_MS;
  return { node, isClosed: true, ...(!isOfThePast && isLost() ? { lostAt: at } : {}) };
}
