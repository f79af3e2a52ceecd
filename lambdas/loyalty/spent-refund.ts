import { dayOf } from '../kernel/calendar.ts';
import type { Account } from './balance.ts';
import { refundEntryId } from './entry-id.ts';
import type { LedgerEntry, LotShare } from './ledger-entry.ts';
import type { OrderHead } from './order.ts';
import { extendShares, giveBack, sharesToReturn } from './redemption.ts';

/** What makes spent points come back. */
export interface SpentRefund {
  /** Of the order that they paid for. */
  readonly head: OrderHead;
  /** How many of them are back in all, after this. */
  readonly back: number;
  readonly holder: { readonly holderId: string; readonly account: Account };
  readonly refundId: string;
  /** ISO-8601 in UTC. */
  readonly occurredAt: string;
  readonly timeZone: string;
}

/** The entry that gives back what a return is entitled to, and by which day those points expire. */
export function refundSpent(
  { head, back, holder, refundId, occurredAt, timeZone }: SpentRefund,
  now: Date,
): { readonly entry: LedgerEntry; readonly shares: readonly LotShare[] } | undefined {
  const { spent, spentBack = 0, orderId } = head;
  const points = back - spentBack;
  if (spent === undefined || points <= 0) return undefined;
  const today = dayOf(now.getTime(), timeZone);
  const returned = extendShares(sharesToReturn(spent.allocation, spentBack, points), today);
  const { repaid, shares } = giveBack(returned, holder.account);
  const left = points - repaid;
  const entry: LedgerEntry = {
    memberId: holder.holderId,
    entryId: refundEntryId(spent.redemptionId, refundId),
    kind: 'REFUND_SPEND',
    deltas: {
      spent: -points,
      ...(left > 0 ? { active: left } : {}),
      ...(repaid > 0 ? { negative: repaid } : {}),
    },
    allocation: shares,
    orderId,
    occurredAt,
    recordedAt: now.toISOString(),
  };
  return { entry, shares };
}
