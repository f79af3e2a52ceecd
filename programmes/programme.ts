import * as z from 'zod/mini';
import { isCurrency } from '../lambdas/kernel/money.ts';
import { cleanValue } from '../lambdas/kernel/text.ts';
import { careSchema } from './care-schema.ts';
import { findContradictions } from './contradiction.ts';
import { KPIS } from './kpi.ts';
import { LIFECYCLE, lifecycleSchema } from './lifecycle-schema.ts';
import { outreachSchema } from './outreach-schema.ts';
import { isCountry, isTimeZone } from './place.ts';
import { describeFaults, fault, ProgrammeError } from './programme-error.ts';
import {
  checkedText,
  idLike,
  isClean,
  lineFilter,
  localTimes,
  multiplier,
  name,
  POINTS_MAX,
  tierIds,
  twoDecimals,
  wholeNumber,
} from './schema-parts.ts';
import { surveysSchema } from './survey-schema.ts';
import { privilegesSchema, tiersSchema } from './tier-schema.ts';

export { ORDER_EVENTS } from './contradiction.ts';

/** Functions carry the file, and a person reads it. */
export const PROGRAMME_BYTES_MAX = 200 * 1024;
const EVENT_NAME_CHARACTERS_MAX = 128;
const RETURN_WINDOW_DAYS_MAX = 90;
/** Days after payment at which points are released though no delivery was told. */
export const DELIVERY_WAIT_DAYS_MAX = 90;
const EXPIRY_DAYS_MAX = 3_660;
const EXPIRY_MONTHS_MAX = 120;
/** Of one month members would be told on the day after each purchase that their points end in thirty. */
const INACTIVE_MONTHS_MIN = 2;
/** A checkout takes no longer. */
const HOLD_MINUTES = 30;
const HOLD_MINUTES_MAX = 1_440;
const CAP_TIMES_MAX = 10_000;
const EVENTS_MAX = 200;
const CUSTOM_PROPERTIES_MAX = 20;
const MILESTONES_MAX = 5;
const RULES_MAX = 50;
/** A day that every month has. */
const STATEMENT_DAY_MAX = 28;

/** Event names are compared with those that arrive, which are clean; another would never be met. */
const eventName = checkedText(isEventName, `an event name of at most ${EVENT_NAME_CHARACTERS_MAX} characters`);
const propertyName = checkedText((name) => /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(name), 'a property name such as box_id');
const byEventName = <T extends z.ZodMiniType>(each: T) =>
  z
    .record(eventName, each)
    .check(z.refine((events) => Object.keys(events).length <= EVENTS_MAX, `at most ${EVENTS_MAX} events`));

const cap = z.strictObject({
  times: wholeNumber(1, CAP_TIMES_MAX),
  per: z.enum(['day', 'week', 'month', 'year', 'ever']),
});

/** Points for something a member does beside buying. They can be spent at once. */
const action = z.strictObject({
  points: wholeNumber(1, POINTS_MAX),
  /** How often it earns in a period of the programme's calendar. */
  cap: z.optional(cap),
  /** The property that tells one occasion from another: a second event with the same value earns nothing. */
  oncePer: z.optional(propertyName),
});

const earningRule = z.strictObject({
  id: idLike('double-points-day'),
  multiplier,
  /** When the order has to be paid. */
  when: z.optional(localTimes),
  only: z.optional(lineFilter),
  /** For members of these tiers. */
  tiers: z.optional(tierIds),
  /** For how many orders of a member in a period. */
  cap: z.optional(cap),
});

const expiry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('never') }),
  /** Good for so many whole days after the day of earning. */
  z.strictObject({ kind: z.literal('afterDays'), days: wholeNumber(1, EXPIRY_DAYS_MAX) }),
  /** Good to the end of the month that comes so many months after that of earning. */
  z.strictObject({ kind: z.literal('endOfMonth'), months: wholeNumber(0, EXPIRY_MONTHS_MAX) }),
  /** Good to the end of the year that comes so many years after that of earning. */
  z.strictObject({ kind: z.literal('endOfYear'), years: wholeNumber(0, EXPIRY_MONTHS_MAX / 12) }),
  /** All of them are good for so many months after the member last earned or spent. */
  z.strictObject({ kind: z.literal('inactivity'), months: wholeNumber(INACTIVE_MONTHS_MIN, EXPIRY_MONTHS_MAX) }),
]);

/** Ratios from 0 to 1, money in minor units, days and points as they are. */
const kpiTarget = z.strictObject({
  target: z.number().check(z.minimum(0)),
  /** Steps on the way, the nearest first; below the first of them (or above, where less is better) an alarm is raised. */
  milestones: z.optional(z.array(z.number().check(z.minimum(0))).check(z.maxLength(MILESTONES_MAX))),
});

const kpiId = checkedText((id) => KPIS.some((kpi) => kpi.id === id), `one of ${KPIS.map(({ id }) => id).join(', ')}`);

const programmeSchema = z
  .strictObject({
    name,
    currency: checkedText(isCurrency, 'a currency of ISO 4217 such as CNY'),
    timeZone: checkedText(isTimeZone, 'an IANA time zone such as Asia/Shanghai'),
    /** Where a phone number without a country code belongs. */
    country: checkedText(isCountry, 'a country of ISO 3166 such as CN'),
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
      /** Purchases that earn more, or nothing. Of those that are for a line the best one counts, unless one lets it earn nothing. */
      rules: z._default(z.array(earningRule).check(z.maxLength(RULES_MAX)), []),
    }),
    expiry,
    /** How points pay for orders; without it they do not. */
    redemption: z.optional(
      z.strictObject({
        /** What a point is worth, in minor units: 1 is 0.01 CNY. */
        minorUnitsPerPoint: wholeNumber(1, 1_000_000),
        /** The fewest points of one redemption. */
        pointsMin: wholeNumber(1, POINTS_MAX),
        /** The most of an order that points pay, in percent. */
        orderShareMax: wholeNumber(1, 100),
        /** How long points are held while an order is being paid. */
        holdMinutes: z._default(wholeNumber(5, HOLD_MINUTES_MAX), HOLD_MINUTES),
        /** How much of the points finance expects to be redeemed, in percent; the rest is breakage. All of them is prudent. */
        rate: z._default(z.number().check(z.minimum(0), z.maximum(100), twoDecimals), 100),
      }),
    ),
    /** What a member gets on the birthday whose tier says nothing of it. */
    birthday: z.optional(z.strictObject({ points: wholeNumber(1, POINTS_MAX) })),
    /** On which day of the month a statement of the points is due to whoever has some; without it none is. */
    statements: z.optional(z.strictObject({ dayOfMonth: wholeNumber(1, STATEMENT_DAY_MAX) })),
    tiers: z.optional(tiersSchema),
    privileges: z._default(privilegesSchema, []),
    /** Messages to members; without it none are sent. */
    outreach: z.optional(outreachSchema),
    /** What members are asked. */
    surveys: z._default(surveysSchema, []),
    /** When members change their stage, and what is done about it. */
    lifecycle: z._default(lifecycleSchema, () => LIFECYCLE),
    /** How a bad experience is made good; without it none is, and service is only measured. */
    care: z.optional(careSchema),
    /** Points by event name. */
    actions: byEventName(action),
    /** The most points that one adjustment may give or take, by the scope of the key. */
    adjustments: z.strictObject({ writeMax: wholeNumber(0, POINTS_MAX), adminMax: wholeNumber(0, POINTS_MAX) }),
    /** Events that pages and apps may send with a public key. */
    clientEvents: z.array(eventName).check(z.maxLength(EVENTS_MAX)),
    /** Events of the shop's own and the properties of them that are kept; of other events only the name is. */
    customEvents: byEventName(z.array(propertyName).check(z.maxLength(CUSTOM_PROPERTIES_MAX))),
    /** Where KPIs should get to. */
    targets: z._default(z.record(kpiId, kpiTarget), {}),
  })
  .check((context) => {
    const { value } = context;
    for (const { path, expected } of findContradictions(value)) {
      context.issues.push({ code: 'custom', path: [...path], message: expected, input: value });
    }
  });

/** The rules of one shop's programme, as its file says. */
export type Programme = Readonly<z.infer<typeof programmeSchema>>;

/** Checks a programme. @throws ProgrammeError with all that is wrong with it */
export function parseProgramme(value: unknown): Programme {
  const parsed = programmeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProgrammeError(describeFaults(parsed.error.issues, value));
}

/** Reads the text of a programme file. @throws ProgrammeError */
export function parseProgrammeText(text: string): Programme {
  const bytes = Buffer.byteLength(text);
  if (bytes > PROGRAMME_BYTES_MAX) {
    throw new ProgrammeError([fault([], `at most ${PROGRAMME_BYTES_MAX} bytes`, `${bytes}`)]);
  }
  const value = parseJson(text);
  // The schema does not see a key such as __proto__.
  const cleaned = cleanValue(value);
  if ('value' in cleaned) return parseProgramme(value);
  const { path, expected, given } = cleaned.fault;
  throw new ProgrammeError([fault(path, expected, given)]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProgrammeError([fault([], `JSON, but ${error instanceof Error ? error.message : error}`)]);
  }
}

function isEventName(text: string): boolean {
  return isClean(text) && text.length <= EVENT_NAME_CHARACTERS_MAX;
}
