import { type ActiveDays, mergeActiveDays } from '../kernel/active-days.ts';
import { compare, type Dated, earlier, later, newer } from '../kernel/dated.ts';
import { type Interest, mergeInterests } from './interest.ts';

/** First times on a member's way, each counted once. ISO-8601 in UTC. */
export const STEPS = ['browsed', 'searched', 'carted', 'checkedOut', 'ordered', 'paid'] as const;
export type Step = (typeof STEPS)[number];

/** What is told of a member rather than done; the newest counts. */
export interface MemberTraits {
  readonly locale?: Dated<string> | undefined;
  readonly timeZone?: Dated<string> | undefined;
  readonly country?: Dated<string> | undefined;
  /** Set by the platform's CRM. */
  readonly tags?: Dated<readonly string[]> | undefined;
}

/**
 * What events say of a member, without anything personal. All of it is made of sets, earliest and latest: a profile
 * is the same whatever the order of the events and however often each of them comes.
 */
export interface Profile {
  readonly memberId: string;
  /** The earliest event that spoke of it. */
  readonly knownSince?: string | undefined;
  /** When the platform says it became a member. */
  readonly joinedAt?: string | undefined;
  readonly firstSeenAt?: string | undefined;
  readonly lastSeenAt?: string | undefined;
  readonly activeDays?: ActiveDays | undefined;
  readonly steps: { readonly [name in Step]?: string | undefined };
  /** The two earliest paid orders, and when the latest was. */
  readonly firstOrders: readonly FirstOrder[];
  readonly lastOrderAt?: string | undefined;
  /** Days with a paid order, whatever came back of it later: that it was bought shows that the member was there. */
  readonly orderDays?: ActiveDays | undefined;
  readonly products: readonly Interest[];
  readonly categories: readonly Interest[];
  readonly brands: readonly Interest[];
  readonly traits: MemberTraits;
  /** Currencies of orders that were not the programme's. */
  readonly currenciesRefused: readonly string[];
  /** Visitors that this member was, latest first. */
  readonly visitors: readonly Visitor[];
}

export interface FirstOrder {
  readonly orderId: string;
  readonly at: string;
}

export interface Visitor {
  readonly anonymousId: string;
  readonly at: string;
}

/** Of what is looked at, and as many of what is bought. */
const PRODUCTS_MAX = 20;
const CATEGORIES_MAX = 16;
const BRANDS_MAX = 16;
const CURRENCIES_MAX = 10;
const VISITORS_MAX = 20;

export const emptyProfile = (memberId: string): Profile => ({
  memberId,
  steps: {},
  firstOrders: [],
  products: [],
  categories: [],
  brands: [],
  traits: {},
  currenciesRefused: [],
  visitors: [],
});

/** All that two profiles say, as the first one's: commutative but for the name, associative, and the same again changes nothing. */
export function mergeProfiles(a: Profile, b: Profile): Profile {
  return withoutUndefined({
    memberId: a.memberId,
    knownSince: earlier(a.knownSince, b.knownSince),
    joinedAt: earlier(a.joinedAt, b.joinedAt),
    firstSeenAt: earlier(a.firstSeenAt, b.firstSeenAt),
    lastSeenAt: later(a.lastSeenAt, b.lastSeenAt),
    activeDays: mergeActiveDays(a.activeDays, b.activeDays),
    steps: withoutUndefined(Object.fromEntries(STEPS.map((step) => [step, earlier(a.steps[step], b.steps[step])]))),
    firstOrders: mergeFirstOrders(a.firstOrders, b.firstOrders),
    lastOrderAt: later(a.lastOrderAt, b.lastOrderAt),
    orderDays: mergeActiveDays(a.orderDays, b.orderDays),
    products: mergeInterests(a.products, b.products, PRODUCTS_MAX),
    categories: mergeInterests(a.categories, b.categories, CATEGORIES_MAX),
    brands: mergeInterests(a.brands, b.brands, BRANDS_MAX),
    traits: withoutUndefined({
      locale: newer(a.traits.locale, b.traits.locale),
      timeZone: newer(a.traits.timeZone, b.traits.timeZone),
      country: newer(a.traits.country, b.traits.country),
      tags: newer(a.traits.tags, b.traits.tags),
    }),
    currenciesRefused: [...new Set([...a.currenciesRefused, ...b.currenciesRefused])].sort().slice(0, CURRENCIES_MAX),
    visitors: mergeVisitors(a.visitors, b.visitors),
  });
}

/** An order counts once, at its earliest telling. */
function mergeFirstOrders(a: readonly FirstOrder[], b: readonly FirstOrder[]): readonly FirstOrder[] {
  const earliest = new Map<string, string>();
  for (const { orderId, at } of [...a, ...b]) earliest.set(orderId, earlier(earliest.get(orderId), at) ?? at);
  return [...earliest]
    .map(([orderId, at]) => ({ orderId, at }))
    .sort((x, y) => compare(x.at, y.at) || compare(x.orderId, y.orderId))
    .slice(0, 2);
}

function mergeVisitors(a: readonly Visitor[], b: readonly Visitor[]): readonly Visitor[] {
  const latest = new Map<string, string>();
  for (const { anonymousId, at } of [...a, ...b]) latest.set(anonymousId, later(latest.get(anonymousId), at) ?? at);
  return [...latest]
    .map(([anonymousId, at]) => ({ anonymousId, at }))
    .sort((x, y) => compare(y.at, x.at) || compare(x.anonymousId, y.anonymousId))
    .slice(0, VISITORS_MAX);
}

/** Two profiles that say the same are equal, whichever attributes were never set. */
function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
