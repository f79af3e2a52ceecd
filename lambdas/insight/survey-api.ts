import * as z from 'zod/mini';
import { GRAINS } from '../../programmes/kpi.ts';
import { apiRoute, nothing } from '../kernel/api-route.ts';
import { period, range, rangeRefusals, reportQuery } from './reports-api.ts';

const estimate = z.nullable(z.object({ value: z.number(), low: z.number(), high: z.number() }));
const figures = {
  asked: z.int(),
  answered: z.int(),
  answerRate: estimate,
  promoters: z.int(),
  detractors: z.int(),
  npsAnswers: z.int(),
  nps: estimate,
  satisfied: z.int(),
  csatAnswers: z.int(),
  csat: estimate,
  reasons: z.array(z.object({ reason: z.string(), members: z.int(), share: estimate })),
};

export const reportSurveysRoute = apiRoute({
  method: 'GET',
  path: '/v1/reports/surveys',
  group: 'Reports',
  summary: 'What members answered: satisfaction, recommendation, and why some left',
  description:
    'By the day on which a member was asked, over all and by the stage and tier of that day. NPS is the share of 9 and 10 less that of 0 to 6, from −1 to 1; ' +
    'CSAT the share of 4 and 5 of 5. Each has its 95 % interval: of shares Wilson’s, of NPS that of a difference of two shares of one sample (Agresti and Min, 2005). ' +
    'Reasons are the ids of answers, and a member can name several. Of two members who became one, and were asked in the same run, the first asking and the first answer count. Grain `quarter` unless asked otherwise.',
  scope: 'read',
  parameters: nothing,
  query: z.object({ ...reportQuery.shape, grain: z._default(z.enum(GRAINS), 'quarter') }),
  status: 200,
  hasCsv: true,
  answer: z.object({
    ...range,
    surveys: z.array(
      z.object({
        survey: z.string(),
        periods: z.array(
          z.object({
            period: z.string(),
            ...period,
            isComplete: z.boolean(),
            all: z.object(figures),
            byStage: z.array(z.object({ stage: z.string(), ...figures })),
            byTier: z.array(z.object({ tier: z.string(), ...figures })),
          }),
        ),
      }),
    ),
  }),
  refusals: rangeRefusals,
});
