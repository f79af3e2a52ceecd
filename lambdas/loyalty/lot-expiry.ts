import type { Notice } from '../kernel/notice.ts';
import { expireEntryId, expiryNoticeId } from './entry-id.ts';
import { type ExpiryStep, nextExpiryStep } from './expiry.ts';
import type { KeptLot, LedgerChange } from './ledger-change.ts';

/** What becomes of a lot at a step of its expiry: at the last one it expires, before that the member is told. */
export function takeExpiryStep(lot: KeptLot, step: ExpiryStep, timeZone: string, now: Date): LedgerChange {
  return step.daysLeft === 0 ? expireLot(lot, step.at, now) : giveNotice(lot, step, timeZone, now);
}

/** Dated to the day of expiry, however late it is written. */
function expireLot(lot: KeptLot, expiredAt: string, now: Date): LedgerChange {
  const { memberId, expiryDay, openedBy, points } = lot;
  return {
    entries: [
      {
        memberId,
        entryId: expireEntryId(expiryDay, openedBy),
        kind: 'EXPIRE',
        deltas: { active: -points, expired: points },
        allocation: [{ expiryDay, points }],
        occurredAt: expiredAt,
        recordedAt: now.toISOString(),
      },
    ],
    lots: [{ kind: 'TAKE_ACTIVE', lot, points }],
  };
}

function giveNotice(lot: KeptLot, { daysLeft, at }: ExpiryStep, timeZone: string, now: Date): LedgerChange {
  const { memberId, expiryDay, openedBy, points } = lot;
  const next = nextExpiryStep(expiryDay, now, timeZone);
  const notice: Notice = {
    memberId,
    noticeId: expiryNoticeId(expiryDay, openedBy, daysLeft),
    name: 'PointsExpiring',
    occurredAt: at,
    data: { points, expiryDay, daysLeft },
  };
  return { entries: [], lots: [{ kind: 'WAIT_ACTIVE', lot, dueAt: next?.at }], notice };
}
