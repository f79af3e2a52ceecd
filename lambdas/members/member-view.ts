import { listActiveDays } from '../kernel/active-days.ts';
import { addDays, dayOf } from '../kernel/calendar.ts';
import { formatAmount } from '../kernel/money.ts';
import type { Profile } from './profile.ts';

/** What the ledger adds up of a member's orders; amounts in minor units. */
export interface OrderTotals {
  readonly orderCount: number;
  readonly returnedOrderCount: number;
  readonly paidMinor: number;
  readonly returnedMinor: number;
}

/** Days that are shown: a year and a month, so that a year can be compared with the one before. */
const SHOWN_DAYS = 400;

/** A person's traits by name, as far as they are known. */
export type PersonTraits = Readonly<Record<string, unknown>>;

export interface ViewSettings {
  readonly timeZone: string;
  readonly currency: string;
}

/** A member as the API shows it: the profile, what the orders come to, and of the person only what is coarse. */
export function describeMember(
  profile: Profile,
  totals: OrderTotals,
  traits: PersonTraits,
  now: Date,
  { timeZone, currency }: ViewSettings,
) {
  const { memberId, joinedAt, firstSeenAt, lastSeenAt, steps, firstOrders, lastOrderAt, currenciesRefused } = profile;
  const today = dayOf(now.getTime(), timeZone);
  return {
    memberId,
    joinedAt,
    firstSeenAt,
    lastSeenAt,
    activeDays: describeDays(profile, today),
    steps,
    orders: {
      ...describeTotals(totals, currency),
      firstAt: firstOrders[0]?.at,
      lastAt: lastOrderAt,
    },
    interests: { products: profile.products, categories: profile.categories, brands: profile.brands },
    locale: profile.traits.locale?.value,
    timeZone: profile.traits.timeZone?.value,
    country: profile.traits.country?.value,
    region: textOf(traits['region'] ?? addressPart(traits, 'region') ?? addressPart(traits, 'state')),
    homeArea: textOf(traits['homeArea'] ?? traits['home_area']),
    gender: textOf(traits['gender']),
    ageBand: ageBand(traits['birthday'], today),
    tags: profile.traits.tags?.value ?? [],
    visitors: profile.visitors.map(({ anonymousId }) => anonymousId),
    currenciesRefused,
  };
}

function describeDays({ activeDays }: Profile, today: string) {
  const days =
    activeDays === undefined
      ? []
      : listActiveDays(activeDays).filter((day) => day > addDays(activeDays.last, -SHOWN_DAYS));
  const since = (count: number) => days.filter((day) => day > addDays(today, -count)).length;
  return { last30: since(30), last90: since(90), last400: since(SHOWN_DAYS), days };
}

function describeTotals({ orderCount, returnedOrderCount, paidMinor, returnedMinor }: OrderTotals, currency: string) {
  const keptCount = orderCount - returnedOrderCount;
  const average = keptCount > 0 ? Math.round((paidMinor - returnedMinor) / keptCount) : undefined;
  return {
    count: orderCount,
    returnedCount: returnedOrderCount,
    currency,
    paid: formatAmount(paidMinor, currency),
    returned: formatAmount(returnedMinor, currency),
    averageValue: average === undefined ? undefined : formatAmount(average, currency),
  };
}

/** The ten years that somebody's age lies in, from a birthday (yyyy-mm-dd). */
export function ageBand(birthday: unknown, today: string): string | undefined {
  if (typeof birthday !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(birthday)) return undefined;
  const hadBirthday = today.slice(5) >= birthday.slice(5);
  const age = Number(today.slice(0, 4)) - Number(birthday.slice(0, 4)) - (hadBirthday ? 0 : 1);
  if (age < 0 || age > 130) return undefined;
  const from = Math.floor(age / 10) * 10;
  return `${from}-${from + 9}`;
}

function addressPart(traits: PersonTraits, name: string): unknown {
  const { address } = traits;
  return typeof address === 'object' && address !== null ? (address as Record<string, unknown>)[name] : undefined;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
