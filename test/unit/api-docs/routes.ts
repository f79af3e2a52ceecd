import * as z from 'zod/mini';
import { describeApiRoute } from '../../../lambdas/api-docs/described-route.ts';
import { intakePaths } from '../../../lambdas/api-docs/intake-paths.ts';
import { apiRoute } from '../../../lambdas/kernel/api-route.ts';

const memberId = z.string().check(z.minLength(1), z.maxLength(128));

/** A route that has everything: parameters, a body in several shapes, idempotency, refusals of its own. */
export const REDEEM = apiRoute({
  method: 'POST',
  path: '/v1/members/{memberId}/redemptions',
  group: 'Points',
  summary: 'Redeem points for a reward',
  description: 'Takes the lots that expire soonest.\n\nThe answer says what is left.',
  scope: 'write',
  isIdempotent: true,
  parameters: z.object({ memberId }),
  query: z.object({}),
  body: z.object({
    points: z.int().check(z.minimum(1), z.maximum(1_000_000)),
    reward: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('coupon'), couponId: memberId }),
      z.object({ kind: z.literal('gift'), sku: memberId, wrap: z.optional(z.boolean()) }),
    ]),
    lines: z.optional(
      z.array(z.object({ sku: memberId, quantity: z.int().check(z.positive()) })).check(z.maxLength(50)),
    ),
    note: z.optional(z.nullable(z.string().check(z.maxLength(200)))),
    labels: z.optional(z.record(z.string(), z.string())),
  }),
  status: 201,
  answer: z.object({
    redemptionId: z.string(),
    points: z.int(),
    balance: z.object({ pending: z.int(), active: z.int() }),
    redeemedAt: z.iso.datetime(),
  }),
  refusals: {
    MEMBER_UNKNOWN: { status: 404, title: 'there is no such member' },
    POINTS_SHORT: { status: 409, title: 'the member has fewer active points' },
    REWARD_GONE: { status: 409, title: 'the reward is out of stock' },
    PAYLOAD_MISMATCH: { status: 422, title: 'the key was used for another request' },
  },
});

export const SHOW_POINTS = apiRoute({
  method: 'GET',
  path: '/v1/members/{memberId}/points',
  group: 'Points',
  summary: 'Show a member’s balance',
  scope: 'read',
  parameters: z.object({ memberId }),
  query: z.object({
    onDay: z.optional(z.iso.date()),
    entriesMax: z.optional(z.string().check(z.regex(/^\d{1,3}$/))),
  }),
  status: 200,
  answer: z.object({
    active: z.int(),
    lots: z.array(z.object({ points: z.int(), expiryDay: z.nullable(z.iso.date()) })),
  }),
  refusals: { MEMBER_UNKNOWN: { status: 404, title: 'there is no such member' } },
});

/** A route whose words are those that break pages. */
export const HOSTILE = apiRoute({
  method: 'DELETE',
  path: '/v1/<b>/{key"Id}',
  group: 'Keys & <i>more</i>',
  summary: '<script>alert("summary")</script>',
  description: '`<img src=x onerror=alert(1)>` & "quotes" \'single\'',
  scope: 'admin',
  parameters: z.object({ 'key"Id': z.string() }),
  query: z.object({ '<q>': z.string() }),
  status: 200,
  answer: z.object({ '<u>': z.literal('</pre><script>'), "it's": z.enum(["a'b", '&amp;']) }),
  refusals: { ODD: { status: 409, title: '</td><script>alert(2)</script>' } },
});

const person = { userId: z.optional(memberId), anonymousId: z.optional(memberId), messageId: z.optional(memberId) };

export const INTAKE = intakePaths({
  calls: {
    track: z.object({ event: z.string(), ...person, properties: z.optional(z.record(z.string(), z.unknown())) }),
    identify: z.object({ ...person, traits: z.optional(z.record(z.string(), z.unknown())) }),
    page: z.object({ ...person, name: z.optional(z.string()) }),
    screen: z.object({ ...person, name: z.optional(z.string()) }),
    group: z.object({ ...person, groupId: memberId }),
    alias: z.object({ userId: memberId, previousId: memberId }),
  },
  batch: z.object({
    batch: z
      .array(z.looseObject({ type: z.enum(['track', 'identify', 'page']), ...person }))
      .check(z.minLength(1), z.maxLength(500)),
    sentAt: z.optional(z.iso.datetime()),
  }),
  answer: z.object({
    success: z.literal(true),
    accepted: z.int(),
    rejected: z.array(
      z.object({
        index: z.int(),
        messageId: z.optional(z.string()),
        code: z.string(),
        path: z.string(),
        expected: z.string(),
        given: z.string(),
      }),
    ),
  }),
  settings: z.object({ integrations: z.record(z.string(), z.unknown()) }),
  batchRefusals: [{ status: 413, code: 'BATCH_TOO_LARGE', title: 'the batch has too many events' }],
  settingsRefusals: [{ status: 404, code: 'KEY_UNKNOWN', title: 'there is no such client key' }],
});

export const ROUTES = [...INTAKE, describeApiRoute(SHOW_POINTS), describeApiRoute(REDEEM), describeApiRoute(HOSTILE)];
