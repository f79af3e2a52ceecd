import type * as z from 'zod/mini';
import type { RecordRejection } from '../kernel/rejection.ts';
import type { EarnPoints } from './earn-points.ts';
import { type orderCompleted, readPaidOrder } from './order-event.ts';

/** What became of an order event. An anonymous visitor's order earns nothing. */
export type OrderOutcome = 'APPLIED' | 'REJECTED' | 'ANONYMOUS';

/** Applies one order event; what the rules refuse is kept as a rejection, and is done with. */
export const createApplyOrderEvent =
  (earnPoints: EarnPoints, recordRejection: RecordRejection) =>
  async (detail: z.infer<typeof orderCompleted>): Promise<OrderOutcome> => {
    const order = readPaidOrder(detail);
    if (order === undefined) return 'ANONYMOUS';
    const earned = await earnPoints(order);
    if (earned.ok) return 'APPLIED';
    const { code, ...details } = earned.refusal;
    const { memberId, orderId } = order;
    const { messageId, event: eventName } = detail;
    await recordRejection({ memberId, messageId, eventName, code, details: { orderId, ...details } });
    return 'REJECTED';
  };
