import { dayOf, startOfDay } from '../kernel/calendar.ts';
import type { Notice } from '../kernel/notice.ts';
import type { Account } from './balance.ts';
import { tierNoticeId } from './entry-id.ts';
import type { LedgerChange } from './ledger-change.ts';
import { nextLook, reviewStanding, type StandingNotice } from './standing-review.ts';
import type { TierRules } from './tier-move.ts';

/** What has become of a member's tier by an instant. */
export interface ReviewedTier {
  readonly notices: readonly Notice[];
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
  if (tiers === undefined) return { notices: [], nextAt: undefined };
  const { qualifying = {}, standing: held } = account;
  const today = dayOf(now.getTime(), timeZone);
  const { standing, notices } = reviewStanding(held, qualifying, tiers, today);
  const look = nextLook(standing, tiers, today);
  return {
    notices: notices.map((notice) => noticeOf(memberId, notice, timeZone)),
    ...(standing === held ? {} : { tiering: { memberId, account, qualifying, standing } }),
    nextAt: look === undefined ? undefined : startAt(look, timeZone),
  };
}

function noticeOf(memberId: string, { name, on, ...data }: StandingNotice, timeZone: string): Notice {
  return { memberId, noticeId: tierNoticeId(name, on), name, occurredAt: startAt(on, timeZone), data };
}

const startAt = (day: string, timeZone: string): string => new Date(startOfDay(day, timeZone)).toISOString();
