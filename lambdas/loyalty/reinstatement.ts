import { addDays, dayOf } from '../kernel/calendar.ts';
import { type Account, repayFirst } from './balance.ts';
import { reinstateEntryId } from './entry-id.ts';
import type { LedgerChange } from './ledger-change.ts';
import type { LedgerEntry } from './ledger-entry.ts';

/** What an operator gives back of what expired. */
export interface Reinstatement {
  readonly memberId: string;
  /** The entry by which the points expired. */
  readonly expired: LedgerEntry;
  /** How many whole days they are good for from now. */
  readonly days: number;
  readonly reason: string;
}

/** Gives back all points of one expiry, what the member owes first; the rest is good for so many days after today. */
export function reinstatePoints(
  { memberId, expired, days, reason }: Reinstatement,
  account: Account,
  timeZone: string,
  now: Date,
): LedgerChange {
  const points = expired.deltas.expired ?? 0;
  const { repaid, left } = repayFirst(points, account.balance);
  const expiryDay = addDays(dayOf(now.getTime(), timeZone), days + 1);
  const at = now.toISOString();
  return {
    entries: [
      {
        memberId,
        entryId: reinstateEntryId(expired.entryId),
        kind: 'REINSTATE',
        deltas: {
          expired: -points,
          ...(left > 0 ? { active: left } : {}),
          ...(repaid > 0 ? { negative: repaid } : {}),
        },
        allocation: left > 0 ? [{ expiryDay, points: left }] : [],
        reason,
        occurredAt: at,
        recordedAt: at,
      },
    ],
    lots: left > 0 ? [{ kind: 'ADD_ACTIVE', lot: { memberId, expiryDay, points: left } }] : [],
    gainer: account,
  };
}
