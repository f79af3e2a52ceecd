import * as z from 'zod/mini';
import { bothLanguages, POINTS_MAX, twoDecimals, wholeNumber } from './schema-parts.ts';
import { STAGES } from './stage.ts';

const DAYS_MAX = 730;
const HOURS_MAX = 720;
const RUNGS_MAX = 8;
const PERCENT_MAX = 50;

const days = wholeNumber(1, DAYS_MAX);
const percent = z.number().check(z.minimum(0), z.maximum(PERCENT_MAX), twoDecimals);

const strategy = z.strictObject({
  /** What the shop wants of members of the stage. */
  aim: bothLanguages,
  /** The journey that members come on when they reach the stage. */
  journey: z.optional(z.enum(['win-back'])),
});

const rung = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('reminder'), afterDays: wholeNumber(0, DAYS_MAX) }),
  /** Points that are given at once, as long as the month's budget lasts. */
  z.strictObject({ kind: z.literal('offer'), afterDays: wholeNumber(0, DAYS_MAX), points: wholeNumber(1, POINTS_MAX) }),
  z.strictObject({ kind: z.literal('question'), afterDays: wholeNumber(0, DAYS_MAX) }),
]);

const winBack = z.strictObject({
  /** Days are counted from the day on which the member comes on the ladder. */
  rungs: z.array(rung).check(z.minLength(1), z.maxLength(RUNGS_MAX)),
  /** What all offers of a month may give together; 0 gives nothing. */
  budgetPointsPerMonth: wholeNumber(0, POINTS_MAX),
  /** An order within so many days counts as won back. */
  windowDays: z._default(days, 60),
  /** Members who are left alone, to see how many would have come back by themselves. */
  controlPercent: z._default(percent, 10),
});

const AIMS = {
  new: { aim: { en: 'A first order', zh: '促成首单' } },
  activated: { aim: { en: 'A second order', zh: '促成复购' } },
  active: { aim: { en: 'To keep them coming', zh: '保持活跃' } },
  'at-risk': { aim: { en: 'To be remembered in time', zh: '及时唤起' } },
  dormant: { aim: { en: 'To wake them up', zh: '唤醒沉睡' }, journey: 'win-back' },
  churned: { aim: { en: 'To win them back', zh: '赢回流失' }, journey: 'win-back' },
  'won-back': { aim: { en: 'To make them stay', zh: '稳住回归' } },
} as const;

/** When members change their stage, what is done about it, and how those who leave are won back. */
export const lifecycleSchema = z.strictObject({
  /** Without a visit for more than so many days a member is dormant. */
  dormantDays: z._default(days, 30),
  /** Without an order for more than so many days a member is churned; one who ordered once sooner. */
  lapsedDays: z._default(days, 180),
  firstOrderLapsedDays: z._default(days, 90),
  /** For so many days after the first order a member is activated, and after an order that ended a lapse won back. */
  activatedDays: z._default(days, 30),
  wonBackDays: z._default(days, 30),
  /** Nodes at which new members are lost. */
  signUpSilentHours: z._default(wholeNumber(1, HOURS_MAX), 24),
  unpaidDays: z._default(days, 3),
  noRepeatDays: z._default(days, 7),
  /** A member is at risk when only so many in a hundred alike would still be silent for as long. */
  personalDue: z._default(
    z.strictObject({
      unusualPercent: z.number().check(z.minimum(1), z.maximum(PERCENT_MAX)),
      daysMin: days,
      daysMax: days,
    }),
    { unusualPercent: 10, daysMin: 7, daysMax: 60 },
  ),
  strategies: z._default(z.partialRecord(z.enum(STAGES), strategy), () => ({ ...AIMS })),
  /** The ladder of who stays away; without it nobody is won back. */
  winBack: z.optional(winBack),
});

export type LifecycleProgramme = z.infer<typeof lifecycleSchema>;

/** What holds of a programme that says nothing of it. */
export const LIFECYCLE: LifecycleProgramme = lifecycleSchema.parse({});
