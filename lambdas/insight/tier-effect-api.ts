import * as z from 'zod/mini';
import { apiRoute, nothing } from '../kernel/api-route.ts';
import { rangeRefusals, reportDay } from './reports-api.ts';
import { EFFECT_GROUPS } from './tier-effect.ts';

const mean = z.nullable(z.number());

export const reportTierEffectRoute = apiRoute({
  method: 'GET',
  path: '/v1/reports/tier-effect',
  group: 'Reports',
  summary:
    'What reaching a tier does: repurchase, activity and spend before and after, against members just below the line',
  description:
    'Of each tier three groups: `above` reached its line by at most a fifth, `below` came within a fifth of it and did not reach it, `beyond` reached it ' +
    'by more, or by something other than an amount. Each is compared over the 30 days before and after the day (which is left out), and counted on ' +
    'that day, a month later. Members just above and just below differ in little but the tier: the difference of their repurchase rates, with its 95 % interval ' +
    '(Newcombe), is the effect. A member is in one group of a line a year. Money is in minor units.',
  scope: 'read',
  parameters: nothing,
  query: z.object({ from: z.optional(reportDay), to: z.optional(reportDay) }),
  status: 200,
  answer: z.object({
    timeZone: z.string(),
    currency: z.string(),
    from: z.string(),
    to: z.string(),
    tiers: z.array(
      z.object({
        tier: z.string(),
        name: z.object({ en: z.string(), zh: z.string() }),
        groups: z.array(
          z.object({
            group: z.enum(EFFECT_GROUPS),
            members: z.int(),
            repurchaseRate: mean,
            spendBefore: mean,
            spendAfter: mean,
            activeDaysBefore: mean,
            activeDaysAfter: mean,
          }),
        ),
        repurchaseDifference: z.nullable(z.object({ difference: z.number(), low: z.number(), high: z.number() })),
        spendGrowthDifference: mean,
      }),
    ),
  }),
  refusals: rangeRefusals,
});
