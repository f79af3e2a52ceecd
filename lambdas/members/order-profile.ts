import * as z from 'zod/mini';
import { addActiveDay } from '../kernel/active-days.ts';
import { emptyProfile, type Profile } from './profile.ts';

/** The ledger's word that an order was paid; `orderDay` is the programme-zone date of the payment. */
export const orderPaid = z.object({
  version: z.number(),
  id: z.string(),
  occurredAt: z.iso.datetime(),
  data: z.object({ memberId: z.string(), orderId: z.string(), orderDay: z.string() }),
});
export type OrderPaid = z.infer<typeof orderPaid>;

/**
 * What a paid order says of its member, as a profile that says nothing else. It is the ledger's to say: a platform may
 * send an order again with another time, with another body, or as another member's, and the ledger books it once.
 */
export function profileOfOrder({ occurredAt: at, data: { memberId, orderId, orderDay } }: OrderPaid): Profile {
  const day = addActiveDay(undefined, orderDay);
  return {
    ...emptyProfile(memberId),
    knownSince: at,
    // An order is a visit, whichever of the two is told first.
    ...{ firstSeenAt: at, lastSeenAt: at, activeDays: day },
    // Who has paid has ordered, though some platforms tell of the payment only.
    steps: { ordered: at, paid: at },
    ...{ firstOrders: [{ orderId, at }], lastOrderAt: at, orderDays: day },
  };
}
