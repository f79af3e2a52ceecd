import { followToEnd } from '../kernel/follow-member.ts';
import type { CreditStore } from './credit-store.ts';
import type { MessageStore } from './message-store.ts';
import { causesSince, clicksSince, creditOrder, type PaidOrder } from './order-credit.ts';
import type { OutreachStore } from './outreach-store.ts';

export interface CreditPorts {
  readonly outreach: Pick<OutreachStore, 'outreach'>;
  readonly messages: Pick<MessageStore, 'clicked'>;
  readonly credits: Pick<CreditStore, 'keepCredit'>;
}

/** Credits an order to the message that its buyer clicked last before it was paid, if one was in time. */
export function createCreditOrder(ports: CreditPorts, conversionDays: number) {
  const [findIds, creditOrders] = [createFindIds(ports), createCreditOrders(ports, conversionDays)];
  return async (order: PaidOrder): Promise<void> => creditOrders(await findIds(order.memberId), [order]);
}

/** All ids that somebody has or had: under each of them messages may have been sent. */
export const createFindIds =
  ({ outreach }: Pick<CreditPorts, 'outreach'>) =>
  async (memberId: string): Promise<readonly string[]> => {
    const { kept, ids } = await followToEnd((id) => outreach.outreach(id), memberId);
    return [...new Set([...ids, ...(kept.formerIds ?? [])])];
  };

/** Credits orders of somebody to the messages that were clicked under these ids. */
export const createCreditOrders =
  ({ messages, credits }: Pick<CreditPorts, 'messages' | 'credits'>, conversionDays: number) =>
  async (ids: readonly string[], orders: readonly PaidOrder[]): Promise<void> => {
    const instants = orders.map(({ paidAt }) => paidAt).sort();
    const [first, last] = [instants[0], instants.at(-1)];
    if (first === undefined || last === undefined) return;
    const occurred = { from: causesSince(first, conversionDays), until: last };
    const since = clicksSince(first, conversionDays);
    const clicked = (await Promise.all(ids.map((id) => messages.clicked(id, occurred, since)))).flat();
    for (const order of orders) {
      const credit = creditOrder(order, clicked, conversionDays);
      if (credit !== undefined) await credits.keepCredit(credit);
    }
  };
