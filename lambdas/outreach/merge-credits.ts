import { addDays, dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { type CreditPorts, createCreditOrders, createFindIds } from './credit-order.ts';
import type { PaidOrder } from './order-credit.ts';

export interface MergeCreditPorts extends CreditPorts {
  /** The orders that the ledger took in under an id, paid on a programme-zone date or later. Strongly consistent. */
  readonly paidOrders: (memberId: string, fromDay: string) => Promise<readonly PaidOrder[]>;
  readonly clock: Clock;
}

/** Of older orders the messages are not told about any more. */
const CREDITED_DAYS = 400;

/**
 * Credits the orders of somebody who was two members until now to messages that were sent under the other id. Whoever
 * credits an order meanwhile has not found that id yet, and then the order was in the ledger before it is read here: so
 * one of the two sees all of it.
 */
export function createMergeCredits(ports: MergeCreditPorts, conversionDays: number, timeZone: string) {
  const [findIds, creditOrders] = [createFindIds(ports), createCreditOrders(ports, conversionDays)];
  return async (memberId: string): Promise<void> => {
    const ids = await findIds(memberId);
    // Nothing was sent under another id.
    if (ids.length === 1) return;
    const fromDay = addDays(dayOf(ports.clock().getTime(), timeZone), -CREDITED_DAYS);
    const orders = await Promise.all(ids.map((id) => ports.paidOrders(id, fromDay)));
    await creditOrders(ids, orders.flat());
  };
}
