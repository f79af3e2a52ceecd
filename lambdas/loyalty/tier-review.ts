import { dayOf, startOfDay } from '../kernel/calendar.ts';
import type { Notice } from '../kernel/notice.ts';
import type { Account } from './balance.ts';
import { tierNoticeId } from './entry-id.ts';
import type { LedgerChange } from './ledger-change.ts';
import { nextLook, reviewStanding, type StandingNotice } from './standing-review.ts';
import type { TierSettings } from './tier.ts';
import type { TierRules } from './tier-move.ts';
import { measureTrials, nextTrialEnd, type TierEffect } from './tier-trial.ts';

/** When a tier, or a trial of one, is to be looked at again after a day; undefined without anything that ends. */
export function nextTierLook(
  { standing, trials = [] }: Pick<Account, 'standing' | 'trials'>,
  tiers: TierSettings,
  today: string,
): string | undefined {
  const looks = [nextLook(standing, tiers, today), nextTrialEnd(trials)];
  return looks.filter((day) => day !== undefined).sort()[0];
}

/** What has become of a member's tier by an instant. */
export interface ReviewedTier {
  readonly notices: readonly Notice[];
  /** What the trials that are over came to. */
  readonly effects: readonly TierEffect[];
  /** Absent where the tier is as it was. */
  readonly tiering?: LedgerChange['tiering'];
  /** ISO-8601 in UTC: when it is to be looked at again; undefined without a tier that ends. */
  readonly nextAt: string | undefined;
}

export function reviewTier(
  memberId: string,
  account: Account,
  { tiers, timeZone }: TierRules,
  now: Date,
): ReviewedTier {
  if (tiers === undefined) return { notices: [], effects: [], nextAt: undefined };
  const { qualifying = {}, standing: held, trials: open = [] } = account;
  const today = dayOf(now.getTime(), timeZone);
  const { standing, notices } = reviewStanding(held, qualifying, tiers, today);
  const { effects, trials } = measureTrials(memberId, open, qualifying, today);
  const look = nextTierLook({ standing, trials }, tiers, today);
  const isMoved = standing !== held || trials !== open;
  return {
    notices: notices.map((notice) => noticeOf(memberId, notice, timeZone)),
    effects,
    ...(isMoved ? { tiering: { memberId, account, qualifying, standing, trials } } : {}),
    nextAt: look === undefined ? undefined : startAt(look, timeZone),
  };
}

function noticeOf(memberId: string, { name, on, ...data }: StandingNotice, timeZone: string): Notice {
  return { memberId, noticeId: tierNoticeId(name, on), name, occurredAt: startAt(on, timeZone), data };
}

const startAt = (day: string, timeZone: string): string => new Date(startOfDay(day, timeZone)).toISOString();
