import type { Notice } from '../kernel/notice.ts';
import { type Account, applyDeltas, type Balance } from './balance.ts';
import { expireEntryId, expiryNoticeId } from './entry-id.ts';
import { currentExpiryStep, type ExpiryStep, nextExpiryStep } from './expiry.ts';
import type { KeptLot, LedgerChange } from './ledger-change.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { type ExpiryPolicy, NEVER } from './lot.ts';
import { nextStatementAt, type StatementSettings, statementDue } from './statement.ts';
import type { TierRules } from './tier-move.ts';
import { reviewTier } from './tier-review.ts';

/** Lots that one write may let expire: each is two writes of a hundred. */
const EXPIRED_MAX = 40;

export interface ReviewSettings extends TierRules {
  readonly expiry: ExpiryPolicy;
  readonly statements?: StatementSettings | undefined;
}

/**
 * What has come due in an account: lots that expire, a tier that ends, members to be told. It is looked at again when the
 * next lot or the tier comes to a step or a statement is due, or at once where there was more to do than one write takes.
 */
export function reviewAccount(
  memberId: string,
  account: Account,
  lots: readonly KeptLot[],
  settings: ReviewSettings,
  now: Date,
): LedgerChange {
  const { timeZone, expiry } = settings;
  const inactiveDay = expiry.kind === 'inactivity' ? account.inactiveDay : undefined;
  const reached = lots.flatMap((lot) => {
    const endsOn = endOf(lot, inactiveDay);
    const step = currentExpiryStep(endsOn, now, timeZone);
    return step === undefined ? [] : [{ lot, step, endsOn }];
  });
  const expired = reached.filter(({ step }) => step.daysLeft === 0).slice(0, EXPIRED_MAX);
  const isMore = expired.length === EXPIRED_MAX;
  const gone = new Set(expired.map(({ lot }) => lot));
  const nextSteps = lots
    .filter((lot) => !gone.has(lot))
    .flatMap((lot) => nextExpiryStep(endOf(lot, inactiveDay), now, timeZone)?.at ?? []);
  // Steps before the one that the account was due for have been taken.
  const told = reached.filter(({ step }) => step.daysLeft > 0 && step.at >= (account.dueAt ?? ''));
  const tier = isMore ? undefined : reviewTier(memberId, account, settings, now);
  const balance = applyDeltas(account.balance, { active: -expired.reduce((sum, { lot }) => sum + lot.points, 0) });
  const statement = isMore ? undefined : reviewStatement(memberId, account, balance, settings, now);
  const nextLooks = [...nextSteps, tier?.nextAt, statement?.nextAt].filter((at) => at !== undefined).sort();
  return {
    entries: expired.map((each) => expiryOf(each, now)),
    lots: expired.map(({ lot }) => ({ kind: 'TAKE_ACTIVE', lot, points: lot.points })),
    notices: isMore ? [] : [...told.map(noticeOf), ...(tier?.notices ?? []), ...(statement?.notices ?? [])],
    ...(tier?.tiering === undefined ? {} : { tiering: tier.tiering, effects: tier.effects }),
    review: { memberId, account, dueAt: isMore ? account.dueAt : nextLooks[0] },
  };
}

/** Of whoever has points a statement is due each month. */
function reviewStatement(
  memberId: string,
  { dueAt = '' }: Account,
  balance: Balance,
  { statements, timeZone }: ReviewSettings,
  now: Date,
) {
  if (statements === undefined || balance.active + balance.pending === 0) return undefined;
  const notice = statementDue(memberId, balance, { since: dueAt, now }, statements, timeZone);
  return { notices: notice === undefined ? [] : [notice], nextAt: nextStatementAt(now, statements, timeZone) };
}

/** The day on which a lot expires: its own, or the one that inactivity leads to. */
export const endOf = ({ expiryDay }: Pick<KeptLot, 'expiryDay'>, inactiveDay: string | undefined): string =>
  expiryDay === NEVER && inactiveDay !== undefined ? inactiveDay : expiryDay;

/** A lot that has come to a step of its expiry. */
interface ReachedLot {
  readonly lot: KeptLot;
  readonly step: ExpiryStep;
  readonly endsOn: string;
}

/** Dated to the day of expiry, however late it is written. */
function expiryOf({ lot, step, endsOn }: ReachedLot, now: Date): LedgerEntry {
  const { memberId, expiryDay, openedBy, points } = lot;
  return {
    memberId,
    entryId: expireEntryId(endsOn, openedBy),
    kind: 'EXPIRE',
    deltas: { active: -points, expired: points },
    allocation: [{ expiryDay, points }],
    occurredAt: step.at,
    recordedAt: now.toISOString(),
  };
}

function noticeOf({ lot, step, endsOn }: ReachedLot): Notice {
  const { memberId, openedBy, points } = lot;
  const { daysLeft, at } = step;
  return {
    memberId,
    noticeId: expiryNoticeId(endsOn, openedBy, daysLeft),
    name: 'PointsExpiring',
    occurredAt: at,
    data: { points, expiryDay: endsOn, daysLeft },
  };
}
