import type { CreditStore } from './credit-store.ts';
import type { MessageStore } from './message-store.ts';
import { clicksSince, creditOrder, type PaidOrder } from './order-credit.ts';

export interface CreditPorts {
  readonly messages: Pick<MessageStore, 'clicked'>;
  readonly credits: Pick<CreditStore, 'keepCredit'>;
}

/** A link is clicked for so long after what its message follows from; later clicks lead to no credit. */
const CLICKED_DAYS_MAX = 60;

/** Credits an order to the message that was clicked last before it was paid, if one was in time. */
export const createCreditOrder =
  ({ messages, credits }: CreditPorts, conversionDays: number) =>
  async (order: PaidOrder): Promise<void> => {
    const { memberId, paidAt } = order;
    const occurred = { from: clicksSince(paidAt, conversionDays + CLICKED_DAYS_MAX), until: paidAt };
    const clicked = await messages.clicked(memberId, occurred, clicksSince(paidAt, conversionDays));
    const credit = creditOrder(order, clicked, conversionDays);
    if (credit !== undefined) await credits.keepCredit(credit);
  };
