import { BusyError } from '../kernel/busy-error.ts';
import { keys } from '../kernel/table/keys.ts';
import { createCreditOrder, type EarningPorts } from './earn-points.ts';
import { findHolder } from './find-holder.ts';
import type { LotChange } from './ledger-change.ts';
import type { OrderHead } from './order.ts';
import { calculateReleaseAt, type EarningSettings } from './order-earning.ts';
import type { TierRules } from './tier-move.ts';

const ATTEMPTS_MAX = 10;

type MilestoneSettings = Pick<EarningSettings, 'returnWindow'> & TierRules;

/** A step of an order beside payment. ISO-8601 in UTC. */
export interface OrderMilestone {
  readonly orderId: string;
  readonly kind: 'placedAt' | 'deliveredAt';
  readonly at: string;
}

/**
 * Keeps when an order was placed or delivered: the earliest that is told. Where points wait for the delivery, it moves
 * their release.
 */
export const createApplyMilestone = (ports: EarningPorts, settings: MilestoneSettings) => {
  const { orders } = ports;
  const { returnWindow } = settings;
  return async ({ orderId, kind, at }: OrderMilestone): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const head = await orders.head(orderId);
      const known = head[kind];
      if (known !== undefined && known <= at) return;
      const next: OrderHead = { ...head, [kind]: at };
      const isMoving = kind === 'deliveredAt' && returnWindow.from === 'delivery' && head.claim !== undefined;
      const saved = isMoving ? await moveRelease(ports, head, next, settings) : await orders.saveHead(head, next);
      if (saved === 'SAVED') return;
    }
    throw new BusyError(`order ${orderId} changed ${ATTEMPTS_MAX} times in a row`);
  };
};

export type ApplyMilestone = ReturnType<typeof createApplyMilestone>;

/** Moves a lot that still waits to its new day, together with the head that says so. */
async function moveRelease(
  ports: EarningPorts,
  head: OrderHead,
  next: OrderHead,
  settings: MilestoneSettings,
): Promise<'SAVED' | 'CHANGED_MEANWHILE'> {
  const { orders, ledger } = ports;
  const { claim, orderId } = head;
  if (claim === undefined) return 'CHANGED_MEANWHILE';
  const order = await orders.order(claim.memberId, orderId);
  if (order === undefined) throw new BusyError(`order ${orderId} is being kept`);
  await createCreditOrder(ports, settings)(order, claim);
  const releaseAt = calculateReleaseAt(order.paidAt, next.deliveredAt, settings.returnWindow);
  const moved = { ...next, claim: { ...claim, releaseAt } };
  const { holderId } = await findHolder(ledger, claim.memberId);
  const lot = await ledger.pendingLot(keys.pendingLot(holderId, claim.releaseAt, orderId));
  if (lot === undefined || releaseAt === claim.releaseAt) return orders.saveHead(head, moved);
  const lots: LotChange[] = [
    { kind: 'TAKE_PENDING', lot, points: lot.points },
    { kind: 'ADD_PENDING', lot: { ...lot, releaseAt } },
  ];
  const answer = await ledger.commit({ entries: [], lots, head: { previous: head, next: moved } });
  return answer === 'COMMITTED' ? 'SAVED' : 'CHANGED_MEANWHILE';
}
