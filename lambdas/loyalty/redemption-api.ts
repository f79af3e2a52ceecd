import * as z from 'zod/mini';
import { apiRoute, idParameter, nothing } from '../kernel/api-route.ts';

const POINTS_MAX = 1_000_000_000;

const member = z.object({ memberId: idParameter });
const redemption = z.object({ memberId: idParameter, redemptionId: idParameter });
/** A decimal in the programme's currency. */
const amount = z.string().check(z.regex(/^\d{1,16}(\.\d{1,20})?$/));

const MEMBER_UNKNOWN = { status: 404, title: 'there is no such member' } as const;
const AMOUNT_INVALID = { status: 422, title: 'the amount is none of the programme’s currency' } as const;
const POINTS_NOT_ACCEPTED = { status: 422, title: 'the programme does not take so many points for this' } as const;
const REDEMPTION_UNKNOWN = { status: 404, title: 'the member has no such redemption' } as const;

export const quoteRedemptionRoute = apiRoute({
  method: 'POST',
  path: '/v1/members/{memberId}/redemptions/quote',
  group: 'Redemptions',
  summary: 'How many points an order takes from a member, and what they are worth',
  description: 'It changes nothing. orderTotal is what is to be paid for the goods, in the currency of the programme.',
  scope: 'read',
  parameters: member,
  query: nothing,
  body: z.strictObject({ orderTotal: amount }),
  status: 200,
  answer: z.object({
    usable: z.int(),
    pointsMin: z.int(),
    pointsMax: z.int(),
    valueMax: z.string(),
    /** What one point is worth. */
    pointValue: z.string(),
  }),
  refusals: { MEMBER_UNKNOWN, AMOUNT_INVALID, POINTS_NOT_ACCEPTED },
});

export const redeemPointsRoute = apiRoute({
  method: 'POST',
  path: '/v1/members/{memberId}/redemptions',
  group: 'Redemptions',
  summary: 'Takes points for an order that is about to be paid, and holds them',
  description:
    'The points are gone from the balance at once. Commit when the order is paid; cancel when it will not be; at expiresAt what is held is given ' +
    'back by itself. Points that expire soonest are taken first, and come back as they were. In “Order Completed” say what points paid as ' +
    'paid_with_points: it earns nothing.',
  scope: 'write',
  isIdempotent: true,
  parameters: member,
  query: nothing,
  body: z.strictObject({
    orderId: idParameter,
    orderTotal: amount,
    points: z.int().check(z.minimum(1), z.maximum(POINTS_MAX)),
  }),
  status: 201,
  answer: z.object({
    memberId: z.string(),
    redemptionId: z.string(),
    orderId: z.string(),
    points: z.int(),
    value: z.string(),
    expiresAt: z.string(),
    allocation: z.array(z.object({ expiryDay: z.string(), points: z.int() })),
  }),
  refusals: {
    MEMBER_UNKNOWN,
    AMOUNT_INVALID,
    POINTS_NOT_ACCEPTED,
    INSUFFICIENT_POINTS: { status: 409, title: 'the member has fewer points than that' },
    IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'the Idempotency-Key was used for another request' },
  },
});

const settlement = z.object({
  memberId: z.string(),
  redemptionId: z.string(),
  status: z.enum(['COMMITTED', 'CANCELLED']),
  points: z.int(),
});

export const commitRedemptionRoute = apiRoute({
  method: 'POST',
  path: '/v1/members/{memberId}/redemptions/{redemptionId}/commit',
  group: 'Redemptions',
  summary: 'The order is paid: the points that are held for it are spent',
  description: 'From now on returns of the order give them back: a line’s share of them, by what was paid for it.',
  scope: 'write',
  isIdempotent: true,
  parameters: redemption,
  query: nothing,
  status: 200,
  answer: settlement,
  refusals: {
    REDEMPTION_UNKNOWN,
    REDEMPTION_CANCELLED: { status: 409, title: 'the redemption was cancelled, or its hold has ended' },
    REDEMPTION_EXPIRED: { status: 409, title: 'the hold has ended' },
    ORDER_HAS_REDEMPTION: { status: 409, title: 'points have paid a part of the order already' },
    ORDER_OF_ANOTHER_MEMBER: { status: 409, title: 'the order is another member’s' },
  },
});

export const cancelRedemptionRoute = apiRoute({
  method: 'POST',
  path: '/v1/members/{memberId}/redemptions/{redemptionId}/cancel',
  group: 'Redemptions',
  summary: 'The order will not be paid: the points that are held for it are given back',
  scope: 'write',
  isIdempotent: true,
  parameters: redemption,
  query: nothing,
  status: 200,
  answer: settlement,
  refusals: {
    REDEMPTION_UNKNOWN,
    REDEMPTION_COMMITTED: { status: 409, title: 'the points are spent; a return of the order gives them back' },
  },
});

export const redemptionRoutes = [
  quoteRedemptionRoute,
  redeemPointsRoute,
  commitRedemptionRoute,
  cancelRedemptionRoute,
] as const;
