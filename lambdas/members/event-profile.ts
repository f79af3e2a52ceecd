import * as z from 'zod/mini';
import { addActiveDay } from '../kernel/active-days.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Dated } from '../kernel/dated.ts';
import { isByMember, type PlatformEvent } from '../kernel/platform-event.ts';
import type { Interest } from './interest.ts';
import { emptyProfile, type Profile, type Step } from './profile.ts';

export interface ProfileSettings {
  readonly timeZone: string;
  readonly currency: string;
}

/** The step of the way that an event is. */
const STEP_OF_EVENT: Readonly<Record<string, Step>> = {
  page: 'browsed',
  screen: 'browsed',
  'Product List Viewed': 'browsed',
  'Product List Filtered': 'browsed',
  'Product Clicked': 'browsed',
  'Product Viewed': 'browsed',
  'Products Searched': 'searched',
  'Product Added': 'carted',
  'Cart Viewed': 'carted',
  'Checkout Started': 'checkedOut',
  'Order Placed': 'ordered',
};

const facts = z.object({
  currency: z.optional(z.string()),
  product_id: z.optional(z.string()),
  sku: z.optional(z.string()),
  category: z.optional(z.string()),
  brand: z.optional(z.string()),
  locale: z.optional(z.string()),
  timeZone: z.optional(z.string()),
  country: z.optional(z.string()),
  tags: z.optional(z.array(z.string())),
  joinedAt: z.optional(z.string()),
  products: z.optional(
    z.array(
      z.object({
        product_id: z.optional(z.string()),
        sku: z.optional(z.string()),
        category: z.optional(z.string()),
        brand: z.optional(z.string()),
      }),
    ),
  ),
});

type Facts = z.infer<typeof facts>;

/**
 * What one event says of its member, as a profile that says nothing else. Of an order it says what was bought, and in
 * another currency only that; that it was paid the ledger says.
 */
export function profileOfEvent(memberId: string, event: PlatformEvent, settings: ProfileSettings): Profile {
  const parsed = z.safeParse(facts, event.facts);
  const told: Facts = parsed.success ? parsed.data : {};
  const at = event.timestamp;
  const isOrder = event.event === 'Order Completed';
  const isRefused = isOrder && told.currency !== settings.currency;
  const seen = isByMember(event) ? seenAt(at, settings.timeZone) : {};
  return {
    ...emptyProfile(memberId),
    knownSince: at,
    ...seen,
    ...joined(event, told),
    steps: stepOf(event),
    ...(isRefused ? {} : interestsOf(told, isOrder ? 'boughtAt' : 'viewedAt', at, isByMember(event))),
    traits: event.type === 'identify' ? traitsOf(told, at) : {},
    currenciesRefused: isRefused && told.currency !== undefined ? [told.currency] : [],
  };
}

function seenAt(at: string, timeZone: string): Partial<Profile> {
  const activeDays = addActiveDay(undefined, dayOf(Date.parse(at), timeZone));
  return { firstSeenAt: at, lastSeenAt: at, activeDays };
}

function joined({ event, timestamp }: PlatformEvent, told: Facts): Partial<Profile> {
  const joinedAt = event === 'Signed Up' ? timestamp : told.joinedAt;
  return joinedAt === undefined ? {} : { joinedAt };
}

function stepOf({ event, timestamp }: PlatformEvent): Profile['steps'] {
  const step = Object.hasOwn(STEP_OF_EVENT, event) ? STEP_OF_EVENT[event] : undefined;
  return step === undefined ? {} : { [step]: timestamp };
}

function interestsOf(told: Facts, how: 'viewedAt' | 'boughtAt', at: string, isByMemberToo: boolean): Partial<Profile> {
  if (!isByMemberToo) return {};
  const things = told.products ?? [told];
  const named = (names: readonly (string | undefined)[]): readonly Interest[] =>
    [...new Set(names.filter((name) => name !== undefined))].map((name) => ({ name, [how]: at }));
  return {
    products: named(things.map(({ product_id, sku }) => product_id ?? sku)),
    categories: named(things.map(({ category }) => category)),
    brands: named(things.map(({ brand }) => brand)),
  };
}

function traitsOf({ locale, timeZone, country, tags }: Facts, at: string): Profile['traits'] {
  const dated = <T>(name: string, value: T | undefined): Readonly<Record<string, Dated<T>>> =>
    value === undefined ? {} : { [name]: { value, at } };
  return {
    ...dated('locale', locale),
    ...dated('timeZone', timeZone),
    ...dated('country', country),
    ...dated('tags', tags),
  };
}
