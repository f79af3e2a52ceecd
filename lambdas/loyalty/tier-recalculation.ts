import { dayOf, startOfDay } from '../kernel/calendar.ts';
import type { Notice } from '../kernel/notice.ts';
import type { Account } from './balance.ts';
import { tierNoticeId } from './entry-id.ts';
import type { LedgerChange } from './ledger-change.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { recentDays } from './qualifying.ts';
import { daysOf } from './qualifying-entry.ts';
import {
  beginTerm,
  isForAll,
  levelOf,
  qualifiedLevel,
  rankOf,
  reachingSums,
  type Standing,
  type TierLevel,
  type TierSettings,
} from './tier.ts';

/** Where a member is by the tiers that hold now: above, at or below the tier that is held. */
export type TierPlace = 'UP' | 'SAME' | 'DOWN';

export interface RecalculatedTier {
  readonly place: TierPlace;
  /** Absent where there is nothing to write. */
  readonly change?: LedgerChange;
}

export interface RecalculationSettings {
  readonly timeZone: string;
  readonly tiers: TierSettings;
  /** Whether members also go down to what they reach today; else they keep what they hold to its end. */
  readonly isDownToo: boolean;
}

/** A member's tier by the entries and by the tiers that hold now, whatever was counted and decided before. */
export function recalculateTier(
  memberId: string,
  account: Account,
  entries: readonly LedgerEntry[],
  { timeZone, tiers, isDownToo }: RecalculationSettings,
  now: Date,
): RecalculatedTier {
  const today = dayOf(now.getTime(), timeZone);
  const qualifying = recentDays(daysOf(entries, memberId, timeZone), today);
  const qualified = qualifiedLevel(reachingSums(qualifying, today, tiers), tiers);
  const place = placeOf(account.standing, qualified, tiers);
  const isMoving = place === 'UP' || (place === 'DOWN' && isDownToo);
  const standing = isMoving ? termOf(qualified, today, tiers) : account.standing;
  const isCounted = JSON.stringify(sorted(account.qualifying ?? {})) === JSON.stringify(sorted(qualifying));
  if (!isMoving && isCounted) return { place };
  const notices = isMoving ? [noticeOf(memberId, account.standing, standing, place, { tiers, timeZone, today })] : [];
  return {
    place,
    change: {
      entries: [],
      lots: [],
      notices,
      tiering: { memberId, account, qualifying, standing, trials: account.trials },
    },
  };
}

function placeOf(
  standing: Standing | undefined,
  qualified: TierLevel | undefined,
  { levels }: TierSettings,
): TierPlace {
  const [held, reached] = [rankOf(levelOf(standing, levels)?.id, levels), rankOf(qualified?.id, levels)];
  if (held === reached) return held < 0 && standing !== undefined ? 'DOWN' : 'SAME';
  return reached > held ? 'UP' : 'DOWN';
}

const termOf = (level: TierLevel | undefined, today: string, tiers: TierSettings): Standing | undefined =>
  level === undefined || isForAll(level) ? undefined : beginTerm(level.id, today, today, tiers);

const sorted = (days: object) => Object.entries(days).sort(([a], [b]) => (a < b ? -1 : 1));

function noticeOf(
  memberId: string,
  before: Standing | undefined,
  standing: Standing | undefined,
  place: TierPlace,
  { tiers, timeZone, today }: { readonly tiers: TierSettings; readonly timeZone: string; readonly today: string },
): Notice {
  const name = place === 'UP' ? 'TierUpgraded' : 'TierDowngraded';
  const idOf = (held: Standing | undefined) => levelOf(held, tiers.levels)?.id ?? held?.tier ?? null;
  const data = { tier: idOf(standing), from: idOf(before), ...(standing && { endsOn: standing.endsOn }) };
  const occurredAt = new Date(startOfDay(today, timeZone)).toISOString();
  return { memberId, noticeId: tierNoticeId(name, today), name, occurredAt, data };
}
