import * as z from 'zod/mini';
import { apiRoute, idParameter, nothing } from '../kernel/api-route.ts';

const POINTS_MAX = 1_000_000_000;
const NAME_CHARACTERS_MAX = 80;

const label = z.string().check(z.minLength(1), z.maxLength(NAME_CHARACTERS_MAX));
const count = (least: number) => z.int().check(z.minimum(least), z.maximum(POINTS_MAX));

const definition = {
  /** As members read it. */
  name: z.strictObject({ en: label, zh: label }),
  /** What one of it costs. */
  points: count(1),
  /** How many there are in all, those that were given out among them; without it there is no end of them. */
  stock: z.optional(count(0)),
  /** How many a member may have in all. */
  perMember: z.optional(count(1)),
  /** Offered from this instant on, in UTC. */
  from: z.optional(z.iso.datetime()),
  /** Offered until before this instant. */
  to: z.optional(z.iso.datetime()),
};

const kept = z.object({ rewardId: z.string(), ...definition, issued: z.int() });

export const defineRewardRoute = apiRoute({
  method: 'POST',
  path: '/v1/rewards/{rewardId}',
  group: 'Rewards',
  summary: 'Defines something that points buy, or changes it',
  description: 'What is left out is not limited. The price of what was bought before does not change.',
  scope: 'write',
  parameters: z.object({ rewardId: idParameter }),
  query: nothing,
  body: z.strictObject(definition),
  status: 200,
  answer: z.object({ rewardId: z.string(), ...definition }),
  refusals: {
    STOCK_BELOW_ISSUED: { status: 409, title: 'more of the reward were given out than the stock would be' },
  },
});

export const listRewardsRoute = apiRoute({
  method: 'GET',
  path: '/v1/rewards',
  group: 'Rewards',
  summary: 'Everything that points buy, and how many of it were given out',
  scope: 'read',
  parameters: nothing,
  query: nothing,
  status: 200,
  answer: z.object({ rewards: z.array(kept) }),
  refusals: {},
});

export const redeemRewardRoute = apiRoute({
  method: 'POST',
  path: '/v1/members/{memberId}/rewards',
  group: 'Rewards',
  summary: 'Buys one of a reward for a member',
  description:
    'Points, stock and the member’s limit are taken together, or none of them. Cancel it as any redemption: the points come back for at least 30 ' +
    'days, and the reward to its stock.',
  scope: 'write',
  isIdempotent: true,
  parameters: z.object({ memberId: idParameter }),
  query: nothing,
  body: z.strictObject({ rewardId: idParameter }),
  status: 201,
  answer: z.object({
    memberId: z.string(),
    redemptionId: z.string(),
    rewardId: z.string(),
    points: z.int(),
    allocation: z.array(z.object({ expiryDay: z.string(), points: z.int() })),
  }),
  refusals: {
    MEMBER_UNKNOWN: { status: 404, title: 'there is no such member' },
    REWARD_UNKNOWN: { status: 404, title: 'there is no such reward' },
    REWARD_NOT_OFFERED: { status: 409, title: 'the reward is not offered now' },
    SOLD_OUT: { status: 409, title: 'none of the reward is left' },
    REWARD_LIMIT: { status: 409, title: 'the member has had as many of the reward as one may' },
    INSUFFICIENT_POINTS: { status: 409, title: 'the member has fewer points than the reward costs' },
    IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'the Idempotency-Key was used for another request' },
  },
});

export const rewardRoutes = [defineRewardRoute, listRewardsRoute, redeemRewardRoute] as const;
