import { dayOf } from '../kernel/calendar.ts';
import { reverseEntryId } from './entry-id.ts';
import type { LedgerEntry, SumDeltas } from './ledger-entry.ts';
import type { Order, OrderClaim, OrderLine, Returns } from './order.ts';
import { piecesOf } from './order-earning.ts';
import { type OrderReturn, pointsByDay, spentBackOf } from './order-return.ts';
import type { TakingBack } from './reversal.ts';

/** A return of an order, with what had come back before it and what has after it. */
export interface BookedReturn {
  readonly order: Order;
  readonly claim: OrderClaim;
  readonly before: Returns;
  readonly after: Returns;
  readonly given: OrderReturn;
}

/** The entry of a return: what it takes of the points, what it takes off the sums, and what came back. */
export function reversalEntry(
  { order, claim, before, after, given }: BookedReturn,
  taken: TakingBack,
  at: { readonly holderId: string; readonly timeZone: string; readonly recordedAt: Date },
): LedgerEntry {
  const { orderId } = order;
  const { refundId, returnedAt: occurredAt } = given;
  const points = after.points - before.points;
  const isWholeNow = after.isWhole && !before.isWhole;
  const lines = order.lines.flatMap(({ lineId }, index) => {
    const back = (after.quantities[index] ?? 0) - (before.quantities[index] ?? 0);
    return back > 0 ? [{ lineId, quantity: back }] : [];
  });
  return {
    memberId: at.holderId,
    entryId: reverseEntryId(orderId, refundId),
    kind: 'REVERSE_EARN',
    deltas: points === 0 ? {} : { ...taken.deltas, lifetimeEarned: -points, tierQualifying: -points },
    sums: {
      returnedMinor: after.value - before.value,
      ...(isWholeNow ? { returnedOrderCount: 1 } : {}),
      ...pointsPaidBack(order, claim, before, after),
    },
    ...piecesOf(order, claim, (line, index) => keptOf(line, after, index) - keptOf(line, before, index)),
    orderId,
    orderDay: claim.paidDay,
    reason: given.event,
    ...(lines.length > 0 ? { returned: lines } : {}),
    ...(taken.uncovered > 0 ? { uncovered: taken.uncovered } : {}),
    ...spreadOverDays(order, before, after, dayOf(Date.parse(occurredAt), at.timeZone)),
    occurredAt,
    recordedAt: at.recordedAt.toISOString(),
    causeHash: given.causeHash,
  };
}

/** How much of what points paid comes off with a return, in minor units and below zero. */
function pointsPaidBack(order: Order, { paidWithPoints }: OrderClaim, before: Returns, after: Returns): SumDeltas {
  if (paidWithPoints === undefined) return {};
  const back = spentBackOf(order, after, paidWithPoints) - spentBackOf(order, before, paidWithPoints);
  return back === 0 ? {} : { pointsPaidMinor: -back };
}

const keptOf = ({ quantity }: OrderLine, { isWhole, quantities }: Returns, index: number): number =>
  isWhole ? 0 : quantity - (quantities[index] ?? 0);

/** Named only where it is not one day's: a return that is told late moves a rounding from one day to another. */
function spreadOverDays(
  order: Order,
  before: Returns,
  after: Returns,
  ownDay: string,
): Pick<LedgerEntry, 'reversedByDay'> {
  const [known, now] = [pointsByDay(order, before), pointsByDay(order, after)];
  const moved = [...now].map(([day, points]) => [day, points - (known.get(day) ?? 0)] as const);
  const changed = moved.filter(([, points]) => points !== 0);
  const isOwn = changed.every(([day]) => day === ownDay);
  return isOwn ? {} : { reversedByDay: Object.fromEntries(changed) };
}
