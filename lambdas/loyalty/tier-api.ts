import * as z from 'zod/mini';
import { apiRoute, idParameter, nothing } from '../kernel/api-route.ts';

const bothLanguages = z.object({ en: z.string(), zh: z.string() });
const labels = z.optional(z.array(z.string()));
const lineFilter = z.object({ products: labels, categories: labels, brands: labels });
const namedTier = { id: z.string(), name: bothLanguages };

const benefits = z.object({
  pointsMultiplier: z.optional(z.number()),
  discountPercent: z.optional(z.int()),
  /** From which order value on, in minor units; 0 is always. */
  freeShippingFrom: z.optional(z.int()),
  priorityDispatch: z.optional(z.boolean()),
  dedicatedService: z.optional(z.boolean()),
  birthdayPoints: z.optional(z.int()),
});

/** Only what is asked for and not reached is there. */
const missing = z.object({
  spend: z.optional(z.string()),
  points: z.optional(z.int()),
  orders: z.optional(z.int()),
  activeDays: z.optional(z.int()),
  bought: z.optional(lineFilter),
});

const privilege = z.object({
  id: z.string(),
  kind: z.enum(['memberDay', 'memberPrice', 'earlyAccess']),
  name: bothLanguages,
  /** Times of the programme's zone; weekday 1 is Monday. */
  when: z.object({
    from: z.optional(z.string()),
    to: z.optional(z.string()),
    weekdays: z.optional(z.array(z.int())),
    daysOfMonth: z.optional(z.array(z.int())),
  }),
  only: z.optional(lineFilter),
  discountPercent: z.optional(z.int()),
  isOpen: z.boolean(),
  /** Today, or the next day on which it is open. */
  day: z.string(),
});

const tier = z.object({
  tier: z.nullable(z.object(namedTier)),
  since: z.optional(z.string()),
  /** The last day of the term, and of the grace after it, if that has begun. */
  lastDay: z.optional(z.string()),
  graceLastDay: z.optional(z.string()),
  benefits,
  /** What is open to the member now, and what will be within 30 days. */
  privileges: z.array(privilege),
  /** What counts today for reaching a tier. */
  counted: z.object({ spend: z.string(), points: z.int(), orders: z.int(), activeDays: z.int() }),
  nextTier: z.optional(z.object({ ...namedTier, missing })),
  /** The tier after the term if nothing more is done; null for none. */
  projectedTier: z.optional(z.nullable(z.object(namedTier))),
  missingToKeep: z.optional(missing),
  /** Benefits that are not there in that tier, or are less. */
  wouldLose: z.optional(benefits),
});

export const showTierRoute = apiRoute({
  method: 'GET',
  path: '/v1/members/{memberId}/tier',
  group: 'Tiers',
  summary: 'The tier of a member: what it brings, what is missing to the next, and what becomes of it',
  description:
    'A tier is reached at once and held for its term; nextTier.missing is what is missing today, projectedTier what follows the term if nothing ' +
    'more is done, missingToKeep what would keep the tier, and wouldLose the benefits that go with it.',
  scope: 'read',
  parameters: z.object({ memberId: idParameter }),
  query: nothing,
  status: 200,
  answer: tier,
  refusals: { MEMBER_UNKNOWN: { status: 404, title: 'there is no such member' } },
});

export const showOrderBenefitsRoute = apiRoute({
  method: 'GET',
  path: '/v1/orders/{orderId}/benefits',
  group: 'Tiers',
  summary: 'What an order gets by the tier that its member had when it was paid',
  description:
    'For whoever packs and ships it. An order that brings its member to a tier still has the benefits of the tier before.',
  scope: 'read',
  parameters: z.object({ orderId: idParameter }),
  query: nothing,
  status: 200,
  answer: z.object({ orderId: z.string(), memberId: z.string(), tier: z.nullable(z.string()), benefits }),
  refusals: { ORDER_UNKNOWN: { status: 404, title: 'no such order was paid' } },
});

export const tierRoutes = [showTierRoute, showOrderBenefitsRoute] as const;
