import * as z from 'zod/mini';
import { GRAINS } from '../../programmes/kpi.ts';
import { apiRoute, nothing } from '../kernel/api-route.ts';

export const reportDay = z.string().check(
  z.regex(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2026-11-23'),
  z.refine((text) => isDay(text), 'a day of the calendar such as 2026-11-23'),
);

export const reportQuery = z.object({
  grain: z._default(z.enum(GRAINS), 'month'),
  /** The first day, in the programme's zone; without it a year before the last. */
  from: z.optional(reportDay),
  /** The last day; without it today. */
  to: z.optional(reportDay),
  format: z._default(z.enum(['json', 'csv']), 'json'),
});

const words = z.object({ en: z.string(), zh: z.string() });
export const figure = z.nullable(z.number());
export const period = { from: z.string(), to: z.string() };
export const range = { timeZone: z.string(), grain: z.enum(GRAINS), ...period, today: z.string() };
export const rangeRefusals = {
  RANGE_INVALID: { status: 422, title: 'the range of days is none, or too long for one report' },
} as const;

export const reportKpisRoute = apiRoute({
  method: 'GET',
  path: '/v1/reports/kpis',
  group: 'Reports',
  summary: 'The KPIs by period',
  description:
    'Each with its formula, its target and its milestones. Money is in minor units, a ratio from 0 to 1, a rating from 1 to 10. A period that is not over, or whose ' +
    'figure still grows, is marked incomplete and left out of the mean. A figure that is not told for the grain is not listed; one of now (`isOfNow`) is null in every period but that of today.',
  scope: 'read',
  parameters: nothing,
  query: reportQuery,
  status: 200,
  hasCsv: true,
  answer: z.object({
    currency: z.string(),
    ...range,
    kpis: z.array(
      z.object({
        id: z.string(),
        name: words,
        formula: words,
        unit: z.enum(['ratio', 'nps', 'money', 'days', 'hours', 'rating', 'points', 'count']),
        direction: z.enum(['up', 'down', 'none']),
        isOfNow: z.boolean(),
        target: z.optional(z.number()),
        milestones: z.optional(z.array(z.number())),
        periods: z.array(
          z.object({
            period: z.string(),
            ...period,
            value: figure,
            numerator: z.number(),
            denominator: z.optional(z.number()),
            isComplete: z.boolean(),
          }),
        ),
        mean: figure,
      }),
    ),
  }),
  refusals: rangeRefusals,
});

const messageFigures = {
  sent: z.int(),
  /** Nobody knows whether they were sent. */
  unknown: z.int(),
  suppressed: z.int(),
  failed: z.int(),
  delivered: z.int(),
  undelivered: z.int(),
  opened: z.int(),
  clicked: z.int(),
  bounced: z.int(),
  complained: z.int(),
  /** Orders that are credited to the message: paid within the programme's days after a click, its last one before. */
  orders: z.int(),
  /** What they came to, in minor units, less what came back. */
  revenueMinor: z.int(),
  clickRate: figure,
  conversionRate: figure,
};
const messagePeriod = z.object({ period: z.string(), ...period, ...messageFigures });

export const reportMessagesRoute = apiRoute({
  method: 'GET',
  path: '/v1/reports/messages',
  group: 'Reports',
  summary: 'What became of each message, up to the orders that followed from it',
  description:
    'By the day on which a message was sent, or on which it was decided not to send it; orders and revenue count on the day of the message that they are credited to. ' +
    'Told of the last 400 days.',
  scope: 'read',
  parameters: nothing,
  query: reportQuery,
  status: 200,
  hasCsv: true,
  answer: z.object({
    currency: z.string(),
    ...range,
    messages: z.array(
      z.object({
        messageId: z.string(),
        channel: z.string(),
        periods: z.array(messagePeriod),
        total: messagePeriod,
      }),
    ),
  }),
  refusals: rangeRefusals,
});

const retained = z.object({ day: z.int(), returned: z.int(), value: figure, isComplete: z.boolean() });
const meanOn = z.object({ day: z.int(), value: figure, size: z.int() });
const curve = z.array(z.object({ day: z.int(), bounded: z.number(), unbounded: z.number() }));

export const reportCohortsRoute = apiRoute({
  method: 'GET',
  path: '/v1/reports/cohorts',
  group: 'Reports',
  summary: 'Retention by cohort',
  description:
    'A cohort is the members whose first visit lies in the period; a visit is a day with at least one event by the member. Bounded: any return ' +
    'on day 1 to n. Unbounded: a visit on day n or later. Days that have not passed for all of a cohort are marked incomplete and left out of the mean.',
  scope: 'read',
  parameters: nothing,
  query: reportQuery,
  status: 200,
  hasCsv: true,
  answer: z.object({
    ...range,
    days: z.array(z.int()),
    cohorts: z.array(
      z.object({
        cohort: z.string(),
        ...period,
        size: z.int(),
        bounded: z.array(retained),
        unbounded: z.array(retained),
        curve,
      }),
    ),
    mean: z.object({ bounded: z.array(meanOn), unbounded: z.array(meanOn), curve }),
  }),
  refusals: rangeRefusals,
});

function isDay(text: string): boolean {
  const instantMs = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instantMs) && new Date(instantMs).toISOString().startsWith(text);
}
