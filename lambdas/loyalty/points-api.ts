import * as z from 'zod/mini';
import { apiRoute, idParameter, nothing } from '../kernel/api-route.ts';
import { pageQuery } from '../kernel/paging.ts';
import { entryItem } from './entry-item.ts';
import { BUCKETS } from './ledger-entry.ts';

const REASON_CHARACTERS_MAX = 200;
const ENTRY_ID_CHARACTERS_MAX = 200;
const REINSTATED_DAYS = 30;
const REINSTATED_DAYS_MAX = 366;
const ADJUSTMENT_MAX = 1_000_000_000;

const member = z.object({ memberId: idParameter });
const MEMBER_UNKNOWN = { status: 404, title: 'there is no such member' } as const;
const amount = z.string();

const points = z.object({
  ...Object.fromEntries(BUCKETS.map((bucket) => [bucket, z.int()])),
  /** What can be spent now. */
  usable: z.int(),
  /** What that is worth on an order, in the currency's units; absent where points do not pay for orders. */
  worth: z.optional(z.string()),
  /** What waits, soonest first. */
  releases: z.array(z.object({ points: z.int(), releaseAt: z.string(), orderId: z.string() })),
  /** What expires, at the beginning of which day, soonest first. */
  expiries: z.array(z.object({ points: z.int(), expiryDay: z.string() })),
  /** What it buys now, the dearest first. */
  rewards: z.array(
    z.object({ rewardId: z.string(), name: z.object({ en: z.string(), zh: z.string() }), points: z.int() }),
  ),
});

export const showPointsRoute = apiRoute({
  method: 'GET',
  path: '/v1/members/{memberId}/points',
  group: 'Points',
  summary: 'The points of a member: where they are, what they are worth, when they expire and what they buy',
  description:
    'pending waits for the end of the return window; active can be spent; negative is what the member owes, at or below zero. ' +
    'lifetimeEarned and tierQualifying only look back: what is spent stays in them, what is returned does not.',
  scope: 'read',
  parameters: member,
  query: nothing,
  status: 200,
  answer: points,
  refusals: { MEMBER_UNKNOWN },
});

export const listEntriesRoute = apiRoute({
  method: 'GET',
  path: '/v1/members/{memberId}/points/entries',
  group: 'Points',
  summary: 'The ledger entries of a member, newest first',
  description:
    'A page ends with a cursor if there is more. Entries are never changed; an entry appears here within a second or so.',
  scope: 'read',
  parameters: member,
  query: z.object(pageQuery),
  status: 200,
  answer: z.object({
    entries: z.array(z.omit(entryItem, { memberId: true, causeHash: true })),
    cursor: z.optional(z.string()),
  }),
  refusals: { MEMBER_UNKNOWN, CURSOR_UNKNOWN: { status: 404, title: 'the cursor is not one of this list' } },
});

export const adjustPointsRoute = apiRoute({
  method: 'POST',
  path: '/v1/members/{memberId}/points/adjustments',
  group: 'Points',
  summary: 'Gives points to a member, or takes some',
  description:
    'How many one adjustment may move depends on the scope of the key and on the programme. Points that are given can be spent at once, ' +
    'after what the member owes; they expire like any others and do not count for a tier. Every adjustment is audited.',
  scope: 'write',
  isIdempotent: true,
  parameters: member,
  query: nothing,
  body: z.strictObject({
    /** Above zero to give, below to take. */
    points: z.int().check(
      z.minimum(-ADJUSTMENT_MAX),
      z.maximum(ADJUSTMENT_MAX),
      z.refine((given) => given !== 0, 'a whole number other than 0'),
    ),
    /** Why, for whoever asks later. No personal data. */
    reason: z.string().check(z.minLength(1), z.maxLength(REASON_CHARACTERS_MAX)),
  }),
  status: 201,
  answer: z.object({
    memberId: z.string(),
    entryId: z.string(),
    points: z.int(),
    reason: z.string(),
    recordedAt: z.string(),
  }),
  refusals: {
    MEMBER_UNKNOWN,
    ADJUSTMENT_ABOVE_LIMIT: { status: 403, title: 'the adjustment is above what this key may move' },
    INSUFFICIENT_POINTS: { status: 409, title: 'the member has fewer points than are to be taken' },
    IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'the Idempotency-Key was used for another request' },
  },
});

export const reinstatePointsRoute = apiRoute({
  method: 'POST',
  path: '/v1/members/{memberId}/points/reinstatements',
  group: 'Points',
  summary: 'Gives back points that expired',
  description:
    'entryId is that of the entry by which they expired (EXPIRE, in the list of entries): all of its points come back, once, after what the member ' +
    'owes. The limit is that of an adjustment, and it is audited.',
  scope: 'write',
  isIdempotent: true,
  parameters: member,
  query: nothing,
  body: z.strictObject({
    entryId: z.string().check(z.minLength(1), z.maxLength(ENTRY_ID_CHARACTERS_MAX)),
    /** Whole days that they are good for after today. */
    days: z._default(z.int().check(z.minimum(1), z.maximum(REINSTATED_DAYS_MAX)), REINSTATED_DAYS),
    /** Why, for whoever asks later. No personal data. */
    reason: z.string().check(z.minLength(1), z.maxLength(REASON_CHARACTERS_MAX)),
  }),
  status: 201,
  answer: z.object({
    memberId: z.string(),
    entryId: z.string(),
    points: z.int(),
    /** Absent where all of them repaid what the member owed. */
    expiryDay: z.optional(z.string()),
    reason: z.string(),
  }),
  refusals: {
    MEMBER_UNKNOWN,
    EXPIRY_UNKNOWN: { status: 404, title: 'no points of the member expired by that entry' },
    ALREADY_REINSTATED: { status: 409, title: 'these points were given back before' },
    ADJUSTMENT_ABOVE_LIMIT: { status: 403, title: 'these are more points than this key may move' },
    IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'the Idempotency-Key was used for another request' },
  },
});

export const showOrderLedgerRoute = apiRoute({
  method: 'GET',
  path: '/v1/orders/{orderId}/ledger',
  group: 'Points',
  summary: 'What an order earned and what its returns took back, line by line',
  scope: 'read',
  parameters: z.object({ orderId: idParameter }),
  query: nothing,
  status: 200,
  answer: z.object({
    orderId: z.string(),
    memberId: z.string(),
    currency: z.string(),
    paidAt: z.string(),
    releaseAt: z.string(),
    expiryDay: z.string(),
    /** In the currency's units, as are the lines'. */
    paid: amount,
    /** How the points were worked out. */
    arithmetic: z.string(),
    /** The programme's rules by which lines earned more, or less. */
    rules: z.array(z.string()),
    earned: z.int(),
    takenBack: z.int(),
    lines: z.array(
      z.object({
        lineId: z.string(),
        quantity: z.int(),
        paid: amount,
        points: z.int(),
        returnedQuantity: z.int(),
        returnedPoints: z.int(),
        arithmetic: z.string(),
      }),
    ),
    /** Money that came back without saying for which lines. */
    unassigned: z.object({ value: amount, points: z.int() }),
    isReturnedWhole: z.boolean(),
    entries: z.array(z.omit(entryItem, { causeHash: true })),
  }),
  refusals: { ORDER_UNKNOWN: { status: 404, title: 'no such order was paid' } },
});

export const loyaltyRoutes = [
  showPointsRoute,
  listEntriesRoute,
  adjustPointsRoute,
  reinstatePointsRoute,
  showOrderLedgerRoute,
] as const;
