import { dayOf } from '../kernel/calendar.ts';
import type { Account } from './balance.ts';
import type { LedgerChange } from './ledger-change.ts';
import type { LedgerEntry, TierMove } from './ledger-entry.ts';
import { addQualifying, type Qualifying, recentDays } from './qualifying.ts';
import { daysOf } from './qualifying-entry.ts';
import { betterStanding, lowerStanding, type MovedStanding, raiseStanding } from './standing.ts';
import { levelOf, reachingSums, type Standing, type TierSettings } from './tier.ts';
import { openTrials } from './tier-trial.ts';

/** Where tiers are looked at; without tiers nothing of it is kept. */
export interface TierRules {
  readonly timeZone: string;
  readonly tiers?: TierSettings | undefined;
}

/** Whose account a change is looked at for, and how. */
export interface TierSubject {
  readonly memberId: string;
  /** As it was read; the change fails if it is another by then. */
  readonly account: Account;
  /** What may come of it: what is only counted, as an order of the past, moves nobody. */
  readonly decision: 'RAISE' | 'LOWER' | 'COUNT';
}

/** A change of the ledger together with what its entries mean for the member's tier: a line that they cross is crossed with them. */
export function moveTier(
  change: LedgerChange,
  { memberId, account, decision }: TierSubject,
  { tiers, timeZone }: TierRules,
  now: Date,
): LedgerChange {
  if (tiers === undefined) return change;
  const told = daysOf(change.entries, memberId, timeZone);
  if (Object.keys(told).length === 0) return change;
  const today = dayOf(now.getTime(), timeZone);
  const known = account.qualifying ?? {};
  const qualifying = recentDays(addQualifying(known, told), today);
  const toldDay = Object.keys(told).sort().at(-1) ?? today;
  // A clock of the platform may be ahead, across midnight too.
  const day = toldDay > today ? toldDay : today;
  const moved = decide(decision, account.standing, known, qualifying, tiers, day);
  const sums = reachingSums(qualifying, day, tiers);
  const occasion = { before: account.standing, after: moved.standing, sums, day: toldDay };
  const trials = decision === 'RAISE' ? openTrials(account.trials, occasion, tiers) : account.trials;
  return {
    ...change,
    entries: withMove(change.entries, memberId, tierMove(account.standing, moved, tiers)),
    tiering: { memberId, account, qualifying, standing: moved.standing, trials },
  };
}

function decide(
  decision: TierSubject['decision'],
  standing: Standing | undefined,
  before: Qualifying,
  after: Qualifying,
  tiers: TierSettings,
  day: string,
): MovedStanding {
  if (decision === 'RAISE') return raiseStanding(standing, after, tiers, day);
  return decision === 'LOWER' ? lowerStanding(standing, before, after, tiers, day) : { standing };
}

/** A merge together with the tier that the member has after it: the better of both, or what both together reach. */
export function inheritTier(
  change: LedgerChange,
  { memberId, gainer, from }: { readonly memberId: string; readonly gainer: Account; readonly from: Account },
  { tiers, timeZone }: TierRules,
  now: Date,
): LedgerChange {
  if (tiers === undefined) return change;
  const today = dayOf(now.getTime(), timeZone);
  const moved = daysOf(change.entries, memberId, timeZone);
  const qualifying = recentDays(addQualifying(gainer.qualifying ?? {}, moved), today);
  const better = betterStanding(gainer.standing, from.standing, tiers);
  const { standing, cause: raised } = raiseStanding(better, qualifying, tiers, today);
  const cause = raised ?? (better === gainer.standing ? undefined : 'INHERITED');
  const move = tierMove(gainer.standing, cause === undefined ? { standing } : { standing, cause }, tiers);
  return {
    ...change,
    entries: withMove(change.entries, memberId, move),
    tiering: { memberId, account: gainer, qualifying, standing, trials: gainer.trials },
  };
}

function tierMove(
  before: Standing | undefined,
  { standing, cause }: MovedStanding,
  { levels }: TierSettings,
): TierMove | undefined {
  if (cause === undefined) return undefined;
  const idOf = (held: Standing | undefined) => levelOf(held, levels)?.id ?? held?.tier ?? null;
  return {
    from: idOf(before),
    to: idOf(standing),
    cause,
    ...(standing === undefined ? {} : { endsOn: standing.endsOn }),
  };
}

/** It stands on the member's first entry, the one that caused it. */
function withMove(
  entries: readonly LedgerEntry[],
  memberId: string,
  tier: TierMove | undefined,
): readonly LedgerEntry[] {
  if (tier === undefined) return entries;
  const first = entries.findIndex((entry) => entry.memberId === memberId);
  return entries.map((entry, index) => (index === first ? { ...entry, tier } : entry));
}
