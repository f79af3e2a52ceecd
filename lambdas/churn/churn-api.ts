import * as z from 'zod/mini';
import { STAGES } from '../../programmes/stage.ts';
import { apiRoute, idParameter, nothing } from '../kernel/api-route.ts';
import { SCAN_FIGURES, type ScanFigure } from './scan-report.ts';
import { RUN_OUTCOMES } from './win-back.ts';

const optional = z.optional(z.string());
const stage = z.enum(STAGES);
const awaited = z.object({
  rule: z.string(),
  /** ISO-8601 in UTC. */
  at: z.string(),
  what: z.string(),
});

export const showChurnRoute = apiRoute({
  method: 'GET',
  path: '/v1/members/{memberId}/churn',
  group: 'Members',
  summary: 'Where a member stands, and what comes next',
  description:
    'The stage as of now with its history, everything that is waited for with its date, what the model of purchases expects of the member, and the ladder that the ' +
    'member is on. Days are those of the programme’s time zone, amounts minor units. `expected` is missing as long as no model could be fitted.',
  scope: 'read',
  parameters: z.object({ memberId: idParameter }),
  query: nothing,
  status: 200,
  answer: z.object({
    memberId: z.string(),
    stage,
    since: z.string(),
    aim: z.optional(z.object({ en: z.string(), zh: z.string() })),
    lastOrderDay: optional,
    lastActiveDay: optional,
    /** Days with a paid order. */
    orderDays: z.int(),
    /** The last day on which the silence is not unusual for this member. */
    personalDue: optional,
    watches: z.array(awaited),
    expected: z.optional(
      z.object({
        /** That the member is still active, from 0 to 1. It is 1 for everyone who bought once: members are not ranked by it. */
        probabilityActive: z.optional(z.number()),
        purchases30: z.number(),
        purchases90: z.number(),
        valueMinor90: z.optional(z.int()),
        modelVersion: z.int(),
        fittedOn: optional,
      }),
    ),
    winBack: z.optional(
      z.object({
        since: z.string(),
        /** `control`: left alone, to see how many come back by themselves. */
        group: z.enum(['treated', 'control']),
        rungsReached: z.int(),
        pointsGiven: z.int(),
        /** `VOID`: the member had ordered before coming on the ladder, which was told only after; the run is not measured. */
        outcome: z.optional(z.enum(RUN_OUTCOMES)),
        returnedDay: optional,
      }),
    ),
    /** What happens next unless the member does something, and why. */
    next: z.optional(awaited),
    /** The latest first; `null` is no stage. */
    history: z.array(z.object({ from: z.nullable(stage), to: z.nullable(stage), day: z.string(), reason: z.string() })),
  }),
  refusals: { MEMBER_UNKNOWN: { status: 404, title: 'there is no such member' } },
});

const day = z.optional(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2026-11-23')));
const figures = Object.fromEntries(SCAN_FIGURES.map((figure) => [figure, z.number()])) as Record<
  ScanFigure,
  z.ZodMiniNumber
>;

export const listScansRoute = apiRoute({
  method: 'GET',
  path: '/v1/reports/churn-scans',
  group: 'Reports',
  summary: 'What the daily churn scans did',
  description:
    'Of each day how many members were due, scored, moved to another stage and came on the win-back ladder, why the others did not, and the capacity that it took. A scan ' +
    'reads what is due and nothing else; run again, it finds nothing to do. The last 30 days, unless asked otherwise.',
  scope: 'read',
  parameters: nothing,
  query: z.object({ from: day, to: day, format: z._default(z.enum(['json', 'csv']), 'json') }),
  status: 200,
  hasCsv: true,
  answer: z.object({
    from: z.string(),
    to: z.string(),
    scans: z.array(z.object({ day: z.string(), ...figures })),
  }),
  refusals: { RANGE_INVALID: { status: 422, title: 'the range of days is none, or too long for one report' } },
});

export const churnRoutes = [showChurnRoute, listScansRoute] as const;
