import * as z from 'zod/mini';
import { apiRoute, idParameter, nothing } from '../kernel/api-route.ts';
import { STEPS } from './profile.ts';

const MEMBER_UNKNOWN = { status: 404, title: 'there is no such member' } as const;
const at = z.optional(z.string());
const interests = z.array(z.object({ name: z.string(), viewedAt: at, boughtAt: at }));

export const showMemberRoute = apiRoute({
  method: 'GET',
  path: '/v1/members/{memberId}',
  group: 'Members',
  summary: 'What is known of a member',
  description:
    'Days are those of the programme’s time zone. An active day is one on which the member did something: what servers tell ' +
    '(a delivery, an update of traits) makes none. `contact` is there for keys with the scope admin only.',
  scope: 'read',
  parameters: z.object({ memberId: idParameter }),
  query: nothing,
  status: 200,
  answer: z.object({
    memberId: z.string(),
    joinedAt: at,
    firstSeenAt: at,
    lastSeenAt: at,
    activeDays: z.object({ last30: z.int(), last90: z.int(), last400: z.int(), days: z.array(z.string()) }),
    /** When each step of the way was first taken. */
    steps: z.object(Object.fromEntries(STEPS.map((step) => [step, at]))),
    orders: z.object({
      count: z.int(),
      returnedCount: z.int(),
      currency: z.string(),
      paid: z.string(),
      returned: z.string(),
      /** Paid less returned, over orders that were kept. */
      averageValue: z.optional(z.string()),
      firstAt: at,
      lastAt: at,
    }),
    interests: z.object({ products: interests, categories: interests, brands: interests }),
    locale: z.optional(z.string()),
    timeZone: z.optional(z.string()),
    country: z.optional(z.string()),
    region: z.optional(z.string()),
    homeArea: z.optional(z.string()),
    gender: z.optional(z.string()),
    /** Ten years of age, such as 30-39. */
    ageBand: z.optional(z.string()),
    tags: z.array(z.string()),
    /** Anonymous visitors that the member was, latest first. */
    visitors: z.array(z.string()),
    /** Currencies of orders that were not the programme's, and were refused. */
    currenciesRefused: z.array(z.string()),
    contact: z.optional(z.record(z.string(), z.unknown())),
  }),
  refusals: { MEMBER_UNKNOWN },
});

export const mergeMembersRoute = apiRoute({
  method: 'POST',
  path: '/v1/members/{memberId}/merge',
  group: 'Members',
  summary: 'Makes two members one',
  description:
    'Moves all points of the member `from` to this one by pairs of entries, adds up the profiles and contacts, and forwards whatever ' +
    'comes for the old id. Of consents the stricter holds; caps, askings and the hold after a bad experience count for one member, and so ' +
    'do surveys, win-back and the credit for orders, as if both had been one all along. It can not be undone. With `dryRun` it only says ' +
    'what would move; make that call first. After an error or a lost answer make the same call again: it goes on where it stopped.',
  scope: 'admin',
  isIdempotent: true,
  parameters: z.object({ memberId: idParameter }),
  query: nothing,
  body: z.strictObject({ from: idParameter, dryRun: z.boolean() }),
  status: 200,
  answer: z.object({
    from: z.string(),
    to: z.string(),
    dryRun: z.boolean(),
    points: z.record(z.string(), z.int()),
  }),
  refusals: {
    MEMBER_UNKNOWN,
    SAME_MEMBER: { status: 409, title: 'the two are one member already' },
    IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'the Idempotency-Key was used for another request' },
    MERGED_AWAY: { status: 409, title: 'one of the two was merged into somebody else' },
  },
});

export const memberRoutes = [showMemberRoute, mergeMembersRoute] as const;
