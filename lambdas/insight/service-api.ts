import * as z from 'zod/mini';
import { apiRoute, nothing } from '../kernel/api-route.ts';
import { figure, period, range, rangeRefusals, reportQuery } from './reports-api.ts';

const interval = { low: z.number(), high: z.number() };
const recoveries = z.object({
  started: z.int(),
  badRating: z.int(),
  lateAnswer: z.int(),
  /** Ended by a good rating. */
  satisfied: z.int(),
  expired: z.int(),
  pointsGiven: z.int(),
  /** The month's budget had no points left for them. */
  unfunded: z.int(),
  /** Whose thirty days are over; the return rate is of these. */
  measured: z.int(),
  returned: z.int(),
  returnRate: figure,
});
const result = {
  service: z.object({
    opened: z.int(),
    answered: z.int(),
    meanResponseMinutes: figure,
    medianResponseMinutes: figure,
    resolved: z.int(),
    resolutionRate: figure,
    resolutionInterval: z.nullable(z.object(interval)),
    rated: z.int(),
    rating: figure,
  }),
  recovery: z.object({
    treated: recoveries,
    control: recoveries,
    difference: z.nullable(z.object({ difference: z.number(), ...interval })),
  }),
};

export const reportServiceRoute = apiRoute({
  method: 'GET',
  path: '/v1/reports/service',
  group: 'Reports',
  summary: 'How members were helped, and what making good did',
  description:
    'Tickets count on the day of their opening: the time to the first answer (the median from a histogram), those resolved to this day with the 95 % interval of the ' +
    'rate (Wilson), and the first rating of each, 1 to 10. What was made good counts on the day on which that began. The control gets the apology and the question, and no ' +
    'points; who came or ordered within thirty days is known of all when these are over, and the difference of both groups has its 95 % interval (Newcombe). One that ' +
    'holds 0 tells of no effect.',
  scope: 'read',
  parameters: nothing,
  query: reportQuery,
  status: 200,
  hasCsv: true,
  answer: z.object({
    ...range,
    resolutionTarget: figure,
    periods: z.array(z.object({ period: z.string(), ...period, isComplete: z.boolean(), ...result })),
    total: z.object(result),
  }),
  refusals: rangeRefusals,
});
