import { type Account, repayFirst } from './balance.ts';
import { releaseEntryId } from './entry-id.ts';
import type { LedgerChange, LotChange } from './ledger-change.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { PendingLot } from './lot.ts';

/**
 * Makes a pending lot spendable, dated to the end of the return window however late it is written. What the member owes
 * is repaid first.
 */
export function releaseLot(lot: PendingLot, account: Account, recordedAt: Date): LedgerChange {
  const { memberId, orderId, points, releaseAt, expiryDay, policy } = lot;
  const { repaid, left } = repayFirst(points, account.balance);
  const entry: LedgerEntry = {
    memberId,
    entryId: releaseEntryId(orderId),
    kind: 'RELEASE',
    deltas: { pending: -points, ...(left > 0 ? { active: left } : {}), ...(repaid > 0 ? { negative: repaid } : {}) },
    orderId,
    occurredAt: releaseAt,
    recordedAt: recordedAt.toISOString(),
  };
  const lots: LotChange[] = [{ kind: 'TAKE_PENDING', lot, points }];
  if (left > 0) lots.push({ kind: 'ADD_ACTIVE', lot: { memberId, expiryDay, points: left, policy } });
  return { entries: [entry], lots, gainer: account };
}
