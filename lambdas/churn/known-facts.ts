import { type ActiveDays, addActiveDay, listActiveDays } from '../kernel/active-days.ts';
import { compare } from '../kernel/dated.ts';
import type { StageFacts } from './stage.ts';

/** What of a member's profile decides what is watched. Instants are ISO-8601 in UTC. */
export interface WatchedProfile {
  readonly joinedAt?: string | undefined;
  readonly knownSince?: string | undefined;
  readonly lastSeenAt?: string | undefined;
  readonly lastOrderAt?: string | undefined;
  readonly activeDays?: ActiveDays | undefined;
  readonly orderDays?: ActiveDays | undefined;
  /** The two earliest paid orders. */
  readonly firstOrders: readonly { readonly orderId: string; readonly at: string }[];
  /** When the member first browsed, searched and so on. */
  readonly steps?: Readonly<Record<string, string | undefined>> | undefined;
}

/** The same as the rules look at it. */
export interface WatchFacts
  extends Omit<StageFacts, 'personalDues'>,
    Omit<WatchedProfile, 'activeDays' | 'orderDays'> {}

export function watchFactsOf({ activeDays, orderDays, ...profile }: WatchedProfile): WatchFacts {
  return { ...profile, activeDays: earliestFirst(activeDays), orderDays: earliestFirst(orderDays) };
}

const earliestFirst = (days: ActiveDays | undefined): readonly string[] =>
  days === undefined ? [] : [...listActiveDays(days)].reverse();

/** A paid order: `day` is its programme-zone date, `at` ISO-8601 in UTC. */
export interface ToldOrder {
  readonly orderId: string;
  readonly at: string;
  readonly day: string;
}

const FIRST_ORDERS = 2;

/** The profile with an order that it may not know yet: the ledger and the profile hear of it on ways of their own. */
export function withOrder(profile: WatchedProfile, { orderId, at, day }: ToldOrder): WatchedProfile {
  const later = (known: string | undefined) => (known !== undefined && known > at ? known : at);
  const others = profile.firstOrders.filter((order) => order.orderId !== orderId);
  const knownAt = profile.firstOrders.find((order) => order.orderId === orderId)?.at;
  return {
    ...profile,
    knownSince: profile.knownSince ?? at,
    lastSeenAt: later(profile.lastSeenAt),
    lastOrderAt: later(profile.lastOrderAt),
    activeDays: addActiveDay(profile.activeDays, day),
    orderDays: addActiveDay(profile.orderDays, day),
    firstOrders: [...others, { orderId, at: knownAt !== undefined && knownAt < at ? knownAt : at }]
      .sort((a, b) => compare(a.at, b.at) || compare(a.orderId, b.orderId))
      .slice(0, FIRST_ORDERS),
  };
}

/** Of some orders those that a profile does not know yet, each once, the latest of them last. */
export function ordersAhead(profile: WatchedProfile, told: readonly ToldOrder[]): readonly ToldOrder[] {
  const byId = new Map(told.map((order) => [order.orderId, order]));
  return [...byId.values()]
    .filter((order) => !knowsOrder(profile, order))
    .sort((a, b) => compare(a.at, b.at) || compare(a.orderId, b.orderId));
}

/** Whether the order would change nothing of what the profile says of orders. */
function knowsOrder({ orderDays, firstOrders, lastOrderAt }: WatchedProfile, { orderId, at, day }: ToldOrder): boolean {
  if (orderDays === undefined || lastOrderAt === undefined || lastOrderAt < at) return false;
  const isOneOfFirst = firstOrders.some((order) => order.orderId === orderId);
  const isLater = firstOrders.length === FIRST_ORDERS && firstOrders.every((order) => order.at <= at);
  return (isOneOfFirst || isLater) && listActiveDays(orderDays).includes(day);
}
