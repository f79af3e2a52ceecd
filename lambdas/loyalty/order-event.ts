import * as z from 'zod/mini';
import { contentHash } from '../kernel/ids.ts';
import type { PaidOrder } from './order-earning.ts';

const id = z.string().check(z.minLength(1), z.maxLength(128));

/** "Order Completed" as intake puts it on the bus. */
export const orderCompleted = z.object({
  event: z.literal('Order Completed'),
  messageId: id,
  userId: z.optional(id),
  timestamp: z.iso.datetime(),
  properties: z.looseObject({
    order_id: id,
    currency: z.string(),
    revenue: z.union([z.string(), z.number()]),
  }),
});

/** A paid order of a known member. What an anonymous visitor buys earns nothing, so it is none. */
export function readPaidOrder(detail: z.infer<typeof orderCompleted>): PaidOrder | undefined {
  const { event, userId, timestamp, properties } = detail;
  if (userId === undefined) return undefined;
  const { order_id: orderId, currency, revenue } = properties;
  // Without the times: a platform that sends an order again may stamp it anew.
  const causeHash = contentHash({ event, userId, properties });
  return { memberId: userId, orderId, currency, revenue, paidAt: timestamp, causeHash };
}
