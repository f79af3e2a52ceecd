import * as z from 'zod/mini';
import { domainEventDetail } from '../kernel/domain-event.ts';
import type { OrderReturn, PaidOrder } from './order-credit.ts';

const order = { memberId: z.string(), orderId: z.string() };

/** The ledger's word that an order was paid. */
export const orderPaid = z.extend(domainEventDetail, { data: z.object({ ...order, paidMinor: z.int() }) });

/** The ledger's word that something of an order came back. */
export const orderReturned = z.extend(domainEventDetail, {
  data: z.object({ ...order, entryId: z.string(), returnedMinor: z.int(), isWhole: z.boolean() }),
});

export const readPaidOrder = ({ data, occurredAt }: z.infer<typeof orderPaid>): PaidOrder => ({
  ...data,
  paidAt: occurredAt,
});

export const readOrderReturn = ({ data, occurredAt }: z.infer<typeof orderReturned>): OrderReturn => ({
  ...data,
  returnedAt: occurredAt,
});

/** Of what the ledger says of some orders, the ones that were paid. */
export const readPaidOrders = (events: readonly unknown[]): readonly PaidOrder[] =>
  events.flatMap((event) => {
    const paid = z.safeParse(orderPaid, event);
    return paid.success ? [readPaidOrder(paid.data)] : [];
  });
