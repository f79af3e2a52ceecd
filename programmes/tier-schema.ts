import * as z from 'zod/mini';
import {
  bothLanguages,
  idLike,
  lineFilter,
  localTimes,
  multiplier,
  POINTS_MAX,
  tierIds,
  wholeNumber,
} from './schema-parts.ts';

const LEVELS_MAX = 20;
const PRIVILEGES_MAX = 50;
const AMOUNT_MAX = 1_000_000_000_000;
const ORDERS_MAX = 1_000;
const DAYS_MAX = 366;
/** What counts for a tier is remembered for a year and so many days. */
const GRACE_DAYS_MAX = 90;
const GRACE_DAYS = 30;
const NOTICE_DAYS = 30;
const DISCOUNT_PERCENT_MAX = 90;

const level = z.strictObject({
  id: idLike('gold'),
  name: bothLanguages,
  /** All that is given has to hold; without any of it everybody has the tier. */
  condition: z.strictObject({
    /** Minor units of spend, or points, as `by` says. */
    amount: z.optional(wholeNumber(1, AMOUNT_MAX)),
    /** Paid orders that did not come back whole. */
    orders: z.optional(wholeNumber(1, ORDERS_MAX)),
    /** Days on which the member bought, or did something that earns. */
    activeDays: z.optional(wholeNumber(1, DAYS_MAX)),
    /** For buyers of these. */
    bought: z.optional(lineFilter),
  }),
  benefits: z.strictObject({
    pointsMultiplier: z.optional(multiplier),
    discountPercent: z.optional(wholeNumber(1, DISCOUNT_PERCENT_MAX)),
    /** From which order value on, in minor units; 0 is always. */
    freeShippingFrom: z.optional(wholeNumber(0, AMOUNT_MAX)),
    priorityDispatch: z.optional(z.literal(true)),
    dedicatedService: z.optional(z.literal(true)),
    birthdayPoints: z.optional(wholeNumber(1, POINTS_MAX)),
  }),
});

/** What members reach by what they spend or do, and hold for a term. */
export const tiersSchema = z.strictObject({
  by: z.enum(['spend', 'points']),
  /** What counts: the last twelve months, or the calendar year. */
  period: z._default(z.enum(['rolling', 'calendarYear']), 'rolling'),
  /** Days after the end of a term in which the tier can still be kept. */
  graceDays: z._default(wholeNumber(0, GRACE_DAYS_MAX), GRACE_DAYS),
  /** Nobody loses a tier sooner than so many days after being told. */
  noticeDays: z._default(wholeNumber(0, GRACE_DAYS_MAX), NOTICE_DAYS),
  downgrade: z._default(z.enum(['oneStep', 'toQualified']), 'oneStep'),
  /** Whether a return that brings a member below the line takes the tier before its end. */
  revokeOnReturn: z._default(z.boolean(), false),
  /** Lowest first. */
  levels: z.array(level).check(z.minLength(1), z.maxLength(LEVELS_MAX)),
});

/** What only members get, or get first, for a time: shops read it to show it. */
export const privilegesSchema = z
  .array(
    z.strictObject({
      id: idLike('spring-preview'),
      kind: z.enum(['memberDay', 'memberPrice', 'earlyAccess']),
      name: bothLanguages,
      when: localTimes,
      only: z.optional(lineFilter),
      tiers: z.optional(tierIds),
      discountPercent: z.optional(wholeNumber(1, DISCOUNT_PERCENT_MAX)),
    }),
  )
  .check(z.maxLength(PRIVILEGES_MAX));
