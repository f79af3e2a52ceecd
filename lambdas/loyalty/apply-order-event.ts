import type { PlatformEvent } from '../kernel/platform-event.ts';
import type { RecordRejection } from '../kernel/rejection.ts';
import { ok, type Result } from '../kernel/result.ts';
import { type ActionRule, readAction } from './action-earning.ts';
import type { ApplyMilestone } from './apply-milestone.ts';
import type { EarnAction } from './earn-action.ts';
import type { EarnPoints } from './earn-points.ts';
import { readPaidOrder } from './order-event.ts';
import { type OrderReturn, readOrderReturn } from './order-return.ts';
import type { OrderStore } from './order-store.ts';
import type { ReversePoints } from './reverse-points.ts';

/** What became of an event that moves value. What an anonymous visitor does earns nothing until the visitor is known. */
export type OrderOutcome = 'APPLIED' | 'REJECTED' | 'ANONYMOUS' | 'NO_RULE';

export interface OrderEventPorts {
  readonly earnPoints: EarnPoints;
  readonly reversePoints: ReversePoints;
  readonly applyMilestone: ApplyMilestone;
  readonly earnAction: EarnAction;
  readonly orders: Pick<OrderStore, 'earlyReturns'>;
  readonly recordRejection: RecordRejection;
}

export interface OrderEventSettings {
  readonly currency: string;
  readonly actions: Readonly<Record<string, ActionRule>>;
}

type Applied = Result<Exclude<OrderOutcome, 'REJECTED'>, { readonly code: string }>;

/** Applies one event that moves value; what the rules refuse is kept as a rejection, and is done with. */
export const createApplyOrderEvent =
  (ports: OrderEventPorts, settings: OrderEventSettings) =>
  async (event: PlatformEvent): Promise<OrderOutcome> => {
    const applied = await applyEvent(ports, settings, event);
    if (applied.ok) return applied.value;
    const { code, ...details } = applied.refusal;
    const { userId: memberId, messageId, event: eventName } = event;
    await ports.recordRejection({ memberId, messageId, eventName, code, details: { ...orderIdOf(event), ...details } });
    return 'REJECTED';
  };

async function applyEvent(
  ports: OrderEventPorts,
  settings: OrderEventSettings,
  event: PlatformEvent,
): Promise<Applied> {
  switch (event.event) {
    case 'Order Completed':
      return earn(ports, settings, event);
    case 'Order Refunded':
    case 'Order Returned':
    case 'Order Cancelled': {
      const given = readOrderReturn(event, settings.currency);
      if (!given.ok) return given;
      const reversed = await ports.reversePoints(given.value);
      return reversed.ok ? ok('APPLIED') : reversed;
    }
    case 'Order Placed':
    case 'Order Delivered': {
      const kind = event.event === 'Order Placed' ? 'placedAt' : 'deliveredAt';
      await ports.applyMilestone({ orderId: String(event.facts['order_id']), kind, at: event.timestamp });
      return ok('APPLIED');
    }
    default:
      return act(ports, settings, event);
  }
}

/** Earns, and then books the returns that came before the order. */
async function earn(ports: OrderEventPorts, { currency }: OrderEventSettings, event: PlatformEvent): Promise<Applied> {
  if (event.userId === undefined) return ok('ANONYMOUS');
  const paid = readPaidOrder(event.userId, event, currency);
  if (!paid.ok) return paid;
  const earned = await ports.earnPoints(paid.value);
  if (!earned.ok) return earned;
  const { head, order } = earned.value;
  const early = head.earlyCount > 0 ? await ports.orders.earlyReturns(order.orderId) : [];
  for (const given of early) await bookEarly(ports, given, event.userId);
  return ok('APPLIED');
}

/** A return that waited was refused by nobody yet; what the order refuses of it is kept as of its own event. */
async function bookEarly(ports: OrderEventPorts, given: OrderReturn, memberId: string): Promise<void> {
  const reversed = await ports.reversePoints(given);
  if (reversed.ok) return;
  const { code, ...details } = reversed.refusal;
  const { messageId, event: eventName, orderId } = given;
  await ports.recordRejection({ memberId, messageId, eventName, code, details: { orderId, ...details } });
}

async function act(
  { earnAction }: OrderEventPorts,
  { actions }: OrderEventSettings,
  event: PlatformEvent,
): Promise<Applied> {
  const rule = Object.hasOwn(actions, event.event) ? actions[event.event] : undefined;
  if (rule === undefined) return ok('NO_RULE');
  if (event.userId === undefined) return ok('ANONYMOUS');
  const earned = await earnAction(readAction(event.userId, event, rule), rule);
  return earned.ok ? ok('APPLIED') : earned;
}

function orderIdOf({ facts }: PlatformEvent): { readonly orderId?: string } {
  return typeof facts['order_id'] === 'string' ? { orderId: facts['order_id'] } : {};
}
