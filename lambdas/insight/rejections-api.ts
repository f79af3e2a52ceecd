import * as z from 'zod/mini';
import { apiRoute, nothing } from '../kernel/api-route.ts';
import { pageQuery } from '../kernel/paging.ts';

const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2026-11-23'));

export const listRejectionsRoute = apiRoute({
  method: 'GET',
  path: '/v1/reports/rejections',
  group: 'Reports',
  summary: 'Events that were refused on a day, latest first',
  description:
    'At the door by their form, or later by their meaning, such as an order whose id came with other content before. They are kept for ' +
    '90 days. Of one request at most 25 items are kept; its answer names all. Days are in UTC.',
  scope: 'read',
  parameters: nothing,
  query: z.object({
    /** Without it today. */
    day: z.optional(day),
    ...pageQuery,
  }),
  status: 200,
  answer: z.object({
    day: z.string(),
    rejections: z.array(
      z.object({
        memberId: z.optional(z.string()),
        messageId: z.string(),
        eventName: z.string(),
        code: z.string(),
        details: z.record(z.string(), z.unknown()),
        rejectedAt: z.string(),
      }),
    ),
    cursor: z.optional(z.string()),
  }),
  refusals: { CURSOR_UNKNOWN: { status: 404, title: 'the cursor is not one of this list' } },
});
