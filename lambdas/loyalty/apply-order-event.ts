import type * as z from 'zod/mini';
import type { RecordRejection } from '../kernel/rejection.ts';
import type { EarnPoints } from './earn-points.ts';
import { type orderCompleted, readPaidOrder } from './order-event.ts';

/** Applies one order event; what the rules refuse is kept as a rejection, and is done with. */
export const createApplyOrderEvent =
  (earnPoints: EarnPoints, recordRejection: RecordRejection) =>
  async (detail: z.infer<typeof orderCompleted>): Promise<void> => {
    const order = readPaidOrder(detail);
    if (order === undefined) return;
    const earned = await earnPoints(order);
    if (earned.ok) return;
    const { code, ...details } = earned.refusal;
    const { memberId, orderId } = order;
    const { messageId, event: eventName } = detail;
    await recordRejection({ memberId, messageId, eventName, code, details: { orderId, ...details } });
  };
