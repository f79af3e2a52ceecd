import type { Notice } from '../kernel/notice.ts';
import type { Account } from './balance.ts';
import { expireEntryId, expiryNoticeId } from './entry-id.ts';
import { currentExpiryStep, type ExpiryStep, nextExpiryStep } from './expiry.ts';
import type { KeptLot, LedgerChange } from './ledger-change.ts';
import type { LedgerEntry } from './ledger-entry.ts';

/** Lots that one write may let expire: each is two writes of a hundred. */
const EXPIRED_MAX = 40;

/**
 * What has come due in an account: lots that expire, members to be told. It is looked at again when the next lot comes to
 * a step, or at once where there was more to do than one write takes.
 */
export function reviewAccount(
  memberId: string,
  account: Account,
  lots: readonly KeptLot[],
  timeZone: string,
  now: Date,
): LedgerChange {
  const reached = lots.flatMap((lot) => {
    const step = currentExpiryStep(lot.expiryDay, now, timeZone);
    return step === undefined ? [] : [{ lot, step }];
  });
  const expired = reached.filter(({ step }) => step.daysLeft === 0).slice(0, EXPIRED_MAX);
  const isMore = expired.length === EXPIRED_MAX;
  const gone = new Set(expired.map(({ lot }) => lot));
  const nextSteps = lots
    .filter((lot) => !gone.has(lot))
    .flatMap(({ expiryDay }) => nextExpiryStep(expiryDay, now, timeZone)?.at ?? []);
  // Steps before the one that the account was due for have been taken.
  const told = reached.filter(({ step }) => step.daysLeft > 0 && step.at >= (account.dueAt ?? ''));
  return {
    entries: expired.map(({ lot, step }) => expiryOf(lot, step, now)),
    lots: expired.map(({ lot }) => ({ kind: 'TAKE_ACTIVE', lot, points: lot.points })),
    notices: isMore ? [] : told.map(({ lot, step }) => noticeOf(lot, step)),
    review: { memberId, account, dueAt: isMore ? account.dueAt : nextSteps.sort()[0] },
  };
}

/** Dated to the day of expiry, however late it is written. */
function expiryOf({ memberId, expiryDay, openedBy, points }: KeptLot, { at }: ExpiryStep, now: Date): LedgerEntry {
  return {
    memberId,
    entryId: expireEntryId(expiryDay, openedBy),
    kind: 'EXPIRE',
    deltas: { active: -points, expired: points },
    allocation: [{ expiryDay, points }],
    occurredAt: at,
    recordedAt: now.toISOString(),
  };
}

function noticeOf({ memberId, expiryDay, openedBy, points }: KeptLot, { daysLeft, at }: ExpiryStep): Notice {
  return {
    memberId,
    noticeId: expiryNoticeId(expiryDay, openedBy, daysLeft),
    name: 'PointsExpiring',
    occurredAt: at,
    data: { points, expiryDay, daysLeft },
  };
}
