import { type LedgerEntry, releaseEntryId } from './ledger-entry.ts';
import type { PendingLot } from './lot.ts';

/** The entry that makes a pending lot spendable, dated to the end of the return window however late it is written. */
export function releaseLot(lot: PendingLot, recordedAt: Date): LedgerEntry {
  return {
    memberId: lot.memberId,
    entryId: releaseEntryId(lot.orderId),
    kind: 'RELEASE',
    deltas: { pending: -lot.points, active: lot.points },
    orderId: lot.orderId,
    occurredAt: lot.releaseAt,
    recordedAt: recordedAt.toISOString(),
  };
}
