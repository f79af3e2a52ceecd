import * as z from 'zod/mini';
import { expectation } from '../lambdas/kernel/expectation.ts';
import { isCurrency } from '../lambdas/kernel/money.ts';

const NAME_CHARACTERS_MAX = 80;
const EVENT_NAME_CHARACTERS_MAX = 128;
const RETURN_WINDOW_DAYS_MAX = 90;
const EXPIRY_DAYS_MAX = 3_660;
const EXPIRY_MONTHS_MAX = 120;
const POINTS_MAX = 1_000_000_000;
const CAP_TIMES_MAX = 10_000;
const CUSTOM_EVENTS_MAX = 200;
const CUSTOM_PROPERTIES_MAX = 20;

/** Events that move value by what the shop says of an order; no programme can hand them to a public key. */
export const ORDER_EVENTS = [
  'Order Placed',
  'Order Completed',
  'Order Delivered',
  'Order Refunded',
  'Order Returned',
  'Order Cancelled',
] as const;

const wholeNumber = (least: number, most: number) => z.int().check(z.minimum(least), z.maximum(most));
const eventName = z.string().check(z.minLength(1), z.maxLength(EVENT_NAME_CHARACTERS_MAX));
const propertyName = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'a property name such as box_id'));

/** Points for something a member does beside buying. They can be spent at once. */
const action = z.strictObject({
  points: wholeNumber(1, POINTS_MAX),
  /** How often it earns in a period of the programme's calendar. */
  cap: z.optional(
    z.strictObject({ times: wholeNumber(1, CAP_TIMES_MAX), per: z.enum(['day', 'week', 'month', 'year', 'ever']) }),
  ),
  /** The property that tells one occasion from another: a second event with the same value earns nothing. */
  oncePer: z.optional(propertyName),
});

const expiry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('never') }),
  /** Good for so many whole days after the day of earning. */
  z.strictObject({ kind: z.literal('afterDays'), days: wholeNumber(1, EXPIRY_DAYS_MAX) }),
  /** Good to the end of the month that comes so many months after that of earning. */
  z.strictObject({ kind: z.literal('endOfMonth'), months: wholeNumber(0, EXPIRY_MONTHS_MAX) }),
  /** Good to the end of the year that comes so many years after that of earning. */
  z.strictObject({ kind: z.literal('endOfYear'), years: wholeNumber(0, EXPIRY_MONTHS_MAX / 12) }),
]);

const programmeSchema = z
  .strictObject({
    name: z.string().check(z.minLength(1), z.maxLength(NAME_CHARACTERS_MAX)),
    currency: z.string().check(z.refine(isCurrency, 'a currency of ISO 4217 such as CNY')),
    timeZone: z.string().check(z.refine(isTimeZone, 'an IANA time zone such as Asia/Shanghai')),
    /** Where a phone number without a country code belongs. */
    country: z.string().check(z.regex(/^[A-Z]{2}$/, 'a country of ISO 3166 such as CN')),
    earning: z.strictObject({
      /** Points for one unit of the currency (1 CNY, not 1 fen). */
      pointsPerUnit: wholeNumber(0, 1_000),
      /** How long points are pending: from payment, or from "Order Delivered" (at the latest 90 days after payment). */
      returnWindow: z.strictObject({
        from: z.enum(['payment', 'delivery']),
        days: wholeNumber(0, RETURN_WINDOW_DAYS_MAX),
      }),
      /** What a member may owe when a return takes back points that are spent; 0 means that no debt is made. */
      debtMax: wholeNumber(0, POINTS_MAX),
    }),
    expiry,
    /** Points by event name. */
    actions: z.record(eventName, action),
    /** The most points that one adjustment may give or take, by the scope of the key. */
    adjustments: z.strictObject({ writeMax: wholeNumber(0, POINTS_MAX), adminMax: wholeNumber(0, POINTS_MAX) }),
    /** Events that pages and apps may send with a public key. */
    clientEvents: z.array(eventName),
    /** Events of the shop's own and the properties of them that are kept; of other events only the name is. */
    customEvents: z.record(eventName, z.array(propertyName).check(z.maxLength(CUSTOM_PROPERTIES_MAX))),
  })
  .check((context) => {
    const { actions, clientEvents, customEvents, adjustments } = context.value;
    const complain = (path: PropertyKey[], message: string, input: unknown) =>
      context.issues.push({ code: 'custom', path, message, input });
    for (const [index, name] of clientEvents.entries()) {
      if (Object.hasOwn(actions, name) || isOrderEvent(name)) {
        complain(
          ['clientEvents', index],
          `an event that moves no value, since a client key is public; ${name} does`,
          name,
        );
      }
    }
    for (const name of Object.keys(actions)) {
      if (isOrderEvent(name)) complain(['actions', name], 'an event that is not one of an order', name);
    }
    for (const name of Object.keys(customEvents)) {
      if (isOrderEvent(name)) complain(['customEvents', name], 'an event that is not one of an order', name);
    }
    if (Object.keys(customEvents).length > CUSTOM_EVENTS_MAX) {
      complain(['customEvents'], `at most ${CUSTOM_EVENTS_MAX} events`, customEvents);
    }
    if (adjustments.writeMax > adjustments.adminMax) {
      complain(['adjustments', 'writeMax'], 'at most what adminMax says', adjustments.writeMax);
    }
  });

/** The rules of one shop's programme, as its file says. */
export type Programme = Readonly<z.infer<typeof programmeSchema>>;

/** Checks a programme. Throws with one line a fault: where, and what is expected. */
export function parseProgramme(value: unknown): Programme {
  const parsed = programmeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'programme'}: expected ${expectation(issue)}`,
  );
  throw new Error(`the programme does not hold:\n${faults.join('\n')}`);
}

function isOrderEvent(name: string): boolean {
  return ORDER_EVENTS.some((each) => each === name);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
