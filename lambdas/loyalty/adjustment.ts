import { ok, type Result, refuse } from '../kernel/result.ts';
import { type Balance, repayFirst } from './balance.ts';
import { adjustEntryId } from './entry-id.ts';
import type { ActiveLot, LotChange } from './ledger-change.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { calculateExpiryDay, type ExpiryPolicy } from './lot.ts';
import { soonestFirst, takeActive } from './reversal.ts';

/** What an operator wants to give (above zero) or take. */
export interface Adjustment {
  readonly memberId: string;
  readonly points: number;
  readonly reason: string;
  /** What tells it from others: the request's key. */
  readonly requestKey: string;
}

export interface AdjustmentSettings {
  readonly timeZone: string;
  readonly expiry: ExpiryPolicy;
  readonly adjustments: { readonly writeMax: number; readonly adminMax: number };
}

export interface InsufficientPoints {
  readonly code: 'INSUFFICIENT_POINTS';
  readonly expected: string;
  readonly given: string;
}

export interface PlannedAdjustment {
  readonly entry: LedgerEntry;
  readonly lots: readonly LotChange[];
}

/** What an adjustment does: given points repay what the member owes first; taken ones are those that expire soonest. */
export function planAdjustment(
  adjustment: Adjustment,
  balance: Balance,
  activeLots: readonly ActiveLot[],
  settings: Pick<AdjustmentSettings, 'timeZone' | 'expiry'>,
  now: Date,
): Result<PlannedAdjustment, InsufficientPoints> {
  const { memberId, points, reason, requestKey } = adjustment;
  const at = now.toISOString();
  const entry = {
    memberId,
    entryId: adjustEntryId(requestKey),
    kind: 'ADJUST',
    reason,
    occurredAt: at,
    recordedAt: at,
  } as const;
  if (points < 0) {
    const taken = takeActive(-points, soonestFirst(activeLots));
    if (taken.taken < -points || balance.active < -points) {
      return refuse({ code: 'INSUFFICIENT_POINTS', expected: `at most ${balance.active}`, given: `${-points}` });
    }
    return ok({ entry: { ...entry, deltas: { active: points } }, lots: taken.lots });
  }
  const { repaid, left } = repayFirst(points, balance);
  const expiryDay = calculateExpiryDay(now.getTime(), settings.expiry, settings.timeZone);
  return ok({
    entry: { ...entry, deltas: { ...(left > 0 ? { active: left } : {}), ...(repaid > 0 ? { negative: repaid } : {}) } },
    lots: left > 0 ? [{ kind: 'ADD_ACTIVE', lot: { memberId, expiryDay, points: left } }] : [],
  });
}
