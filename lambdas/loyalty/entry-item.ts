import * as z from 'zod/mini';
import { BUCKETS, SUMS } from './ledger-entry.ts';

const countsOf = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, z.int()])) as Record<Name, z.ZodMiniInt>;

/** What a day counts for the tier. */
export const qualifyingDay = z.object({
  spend: z.int(),
  points: z.int(),
  orders: z.int(),
  pieces: z.optional(z.record(z.string(), z.int())),
});

/** An entry as it is kept. */
export const entryItem = z.object({
  memberId: z.string(),
  entryId: z.string(),
  kind: z.enum(['EARN_PENDING', 'RELEASE', 'SPEND', 'REVERSE_EARN', 'REFUND_SPEND', 'EXPIRE', 'REINSTATE', 'ADJUST']),
  deltas: z.partial(z.object(countsOf(BUCKETS))),
  sums: z.optional(z.partial(z.object(countsOf(SUMS)))),
  orderId: z.optional(z.string()),
  orderDay: z.optional(z.string()),
  action: z.optional(z.string()),
  reason: z.optional(z.string()),
  returned: z.optional(z.array(z.object({ lineId: z.string(), quantity: z.int() }))),
  uncovered: z.optional(z.int()),
  reversedByDay: z.optional(z.record(z.string(), z.int())),
  pieces: z.optional(z.record(z.string(), z.int())),
  tier: z.optional(
    z.object({
      from: z.nullable(z.string()),
      to: z.nullable(z.string()),
      cause: z.enum(['REACHED', 'KEPT', 'REVOKED', 'INHERITED']),
      endsOn: z.optional(z.string()),
    }),
  ),
  movedDays: z.optional(z.record(z.string(), qualifyingDay)),
  redemption: z.optional(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('order'), value: z.int(), heldUntil: z.iso.datetime() }),
      z.object({ kind: z.literal('reward'), rewardId: z.string(), isLimited: z.boolean() }),
    ]),
  ),
  allocation: z.optional(z.array(z.object({ expiryDay: z.string(), points: z.int() }))),
  occurredAt: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  causeHash: z.optional(z.string()),
});
