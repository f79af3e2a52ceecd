import type { Channel, MessageClass } from './contact-message.ts';
import type { KeptMessage } from './sent-message.ts';

/** An order that a member paid for, as the ledger tells it. */
export interface PaidOrder {
  readonly memberId: string;
  readonly orderId: string;
  readonly paidMinor: number;
  /** ISO-8601 in UTC. */
  readonly paidAt: string;
}

/** What came back of an order at once, by the entry that says so. */
export interface OrderReturn {
  readonly memberId: string;
  readonly orderId: string;
  readonly entryId: string;
  readonly returnedMinor: number;
  /** Whether nothing of the order is left. */
  readonly isWhole: boolean;
  readonly returnedAt: string;
}

/** An order that a message is credited with; minor units, instants ISO-8601 in UTC. */
export interface OrderCredit {
  readonly memberId: string;
  readonly orderId: string;
  readonly paidMinor: number;
  readonly paidAt: string;
  readonly messageKey: string;
  readonly messageId: string;
  readonly channel: Channel;
  readonly topic: string;
  readonly class: MessageClass;
  readonly sentAt: string;
  readonly clickedAt: string;
}

const DAY_MS = 86_400_000;
/** A link is clicked for so long after what its message follows from; later clicks lead to no credit. */
const CLICKED_DAYS_MAX = 60;

/** Since when a click counts for an order that is paid at an instant. */
export const clicksSince = (paidAt: string, conversionDays: number): string => daysBefore(paidAt, conversionDays);

/** Since when what a message follows from may have happened, for an order that is paid at an instant. */
export const causesSince = (paidAt: string, conversionDays: number): string =>
  daysBefore(paidAt, conversionDays + CLICKED_DAYS_MAX);

const daysBefore = (instant: string, days: number): string =>
  new Date(Date.parse(instant) - days * DAY_MS).toISOString();

/** The credit for an order: the message that was clicked last before it, within the window; undefined where there was none. */
export function creditOrder(
  order: PaidOrder,
  messages: readonly KeptMessage[],
  conversionDays: number,
): OrderCredit | undefined {
  const since = clicksSince(order.paidAt, conversionDays);
  const causeSince = causesSince(order.paidAt, conversionDays);
  const touched = messages.flatMap((message) => {
    const { sentAt, occurredAt, feedback: { clickedAt, lastClickedAt } = {} } = message;
    if (sentAt === undefined || occurredAt < causeSince || occurredAt > order.paidAt) return [];
    // The order may be older than the last click: of the two that are known the later one before it.
    const [latest] = [lastClickedAt, clickedAt].filter((at) => at !== undefined && at > since && at <= order.paidAt);
    return latest === undefined ? [] : [creditOf(order, message, sentAt, latest)];
  });
  return touched.reduce<OrderCredit | undefined>(
    (last, each) => (last === undefined || isLaterTouch(each, last) ? each : last),
    undefined,
  );
}

/** Whether a message has the credit before another. Of two that were clicked at once it is always the same one. */
export const isLaterTouch = (one: OrderCredit, other: OrderCredit): boolean =>
  one.clickedAt > other.clickedAt || (one.clickedAt === other.clickedAt && one.messageKey > other.messageKey);

const creditOf = (
  order: PaidOrder,
  { messageKey, messageId, channel, topic, class: kind }: KeptMessage,
  sentAt: string,
  clickedAt: string,
): OrderCredit => ({ ...order, messageKey, messageId, channel, topic, class: kind, sentAt, clickedAt });
