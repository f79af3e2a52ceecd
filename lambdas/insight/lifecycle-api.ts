import * as z from 'zod/mini';
import { STAGES } from '../../programmes/stage.ts';
import { apiRoute, nothing } from '../kernel/api-route.ts';
import { FUNNEL_STEPS, LOSS_NODES } from './funnel.ts';
import { figure, period, range, rangeRefusals, reportQuery } from './reports-api.ts';

const report = {
  method: 'GET',
  group: 'Reports',
  scope: 'read',
  parameters: nothing,
  query: reportQuery,
  status: 200,
  hasCsv: true,
  refusals: rangeRefusals,
} as const;

const funnel = {
  steps: z.array(
    z.object({
      step: z.enum(FUNNEL_STEPS),
      members: z.int(),
      shareOfRegistered: figure,
      shareOfStepBefore: figure,
      /** Members of the step before who did not reach this one. */
      lost: z.int(),
      lostShare: figure,
    }),
  ),
  nodes: z.array(z.object({ node: z.enum(LOSS_NODES), members: z.int(), share: figure })),
};

export const reportFunnelRoute = apiRoute({
  ...report,
  path: '/v1/reports/funnel',
  summary: 'The way of new members: how far they came, and where they were lost',
  description:
    'A cohort is the members who signed up in the period. Each is counted once, at the furthest step that it has reached to this day, and in all steps ' +
    'before it. The loss nodes are members who did nothing after signing up, left an order unpaid, or did not buy again, over those who could: who ' +
    'registered, ordered, paid. A cohort is incomplete until its last member had thirty days to order and seven to order again, and is left out of the total until then.',
  answer: z.object({
    ...range,
    cohorts: z.array(z.object({ cohort: z.string(), ...period, isComplete: z.boolean(), ...funnel })),
    total: z.object({ cohorts: z.int(), ...funnel }),
  }),
});

const interval = { low: z.number(), high: z.number() };
const group = z.object({
  entered: z.int(),
  /** Whose window is over; what follows is of these alone. */
  measured: z.int(),
  returned: z.int(),
  returnRate: figure,
  revenueMinor: z.int(),
  revenuePerMemberMinor: figure,
  pointsGiven: z.int(),
  rungs: z.array(z.object({ rung: z.int(), members: z.int() })),
});
const winBack = {
  treated: group,
  control: group,
  difference: z.nullable(z.object({ difference: z.number(), ...interval })),
  incrementalReturns: z.nullable(z.object({ value: z.number(), ...interval })),
  cost: z.object({
    points: z.int(),
    minor: z.optional(z.int()),
    perIncrementalReturn: z.nullable(z.object({ points: z.number(), minor: z.optional(z.number()) })),
  }),
};

export const reportWinBackRoute = apiRoute({
  ...report,
  path: '/v1/reports/win-back',
  summary: 'What winning back did, against members who were only watched',
  description:
    'A cohort is the members who entered in the period. Who returned is known at once, who did not when their window is over: rates are of the days of ' +
    'entering up to `measuredUntil`. The difference is the return rate of the treated less that of the control, with its 95 % interval (Newcombe); times the ' +
    'treated who were measured it is the returns that would not have been. An interval that holds 0 tells of no effect. Who had ordered before entering, or was on the ladder twice by ids ' +
    'that became one, is neither among those who entered nor those who returned; only the points are told. Cost is the points given, and in ' +
    'money what they are worth at redemption. Money is in minor units.',
  answer: z.object({
    currency: z.string(),
    ...range,
    measuredUntil: z.nullable(z.string()),
    cohorts: z.array(z.object({ cohort: z.string(), ...period, isComplete: z.boolean(), ...winBack })),
    total: z.object(winBack),
  }),
});

const stage = z.enum(STAGES);

export const reportStagesRoute = apiRoute({
  ...report,
  path: '/v1/reports/stages',
  summary: 'Members by stage now, and the moves of each period',
  description:
    'A move is counted for the stage that was left and for the one that was entered, as often as it happens, on the day on which it was told if that was ' +
    'late. Members of the past were found in their first stage rather than entered it; a new member begins in `new`, which is no move. Who was merged into another member left its stage.',
  answer: z.object({
    ...range,
    now: z.array(z.object({ stage, members: z.int() })),
    periods: z.array(
      z.object({
        period: z.string(),
        ...period,
        isComplete: z.boolean(),
        moves: z.array(z.object({ stage, entered: z.int(), left: z.int(), found: z.int() })),
      }),
    ),
  }),
});
