import type { TierCause } from './ledger-entry.ts';
import type { Qualifying } from './qualifying.ts';
import {
  beginTerm,
  isForAll,
  keepingSums,
  levelOf,
  qualifiedLevel,
  qualifies,
  rankOf,
  reachingSums,
  type Standing,
  type TierLevel,
  type TierSettings,
} from './tier.ts';

/** What an order, an action or a return makes of a tier; without a cause nothing moved. */
export interface MovedStanding {
  readonly standing: Standing | undefined;
  readonly cause?: TierCause;
}

/** The tier after something that qualifies, on a day of the programme's zone: a line that is crossed is crossed at once. */
export function raiseStanding(
  standing: Standing | undefined,
  days: Qualifying,
  tiers: TierSettings,
  day: string,
): MovedStanding {
  const held = rankOf(levelOf(standing, tiers.levels)?.id, tiers.levels);
  const qualified = qualifiedLevel(reachingSums(days, day, tiers), tiers);
  if (qualified !== undefined && rankOf(qualified.id, tiers.levels) > held) {
    return { standing: promote(standing, qualified, tiers, day), cause: 'REACHED' };
  }
  if (standing?.graceUntil === undefined || !keeps(standing, days, tiers, day)) return { standing };
  return { standing: beginTerm(standing.tier, standing.since, day, tiers), cause: 'KEPT' };
}

/**
 * The tier after a return: what it was, until its end, unless the programme takes it with the return that brings the
 * member below its line.
 * @param before what counted until then
 */
export function lowerStanding(
  standing: Standing | undefined,
  before: Qualifying,
  after: Qualifying,
  tiers: TierSettings,
  day: string,
): MovedStanding {
  if (standing === undefined || !tiers.revokeOnReturn) return { standing };
  const reachedBy = (days: Qualifying) => qualifiedLevel(reachingSums(days, day, tiers), tiers);
  const held = rankOf(standing.tier, tiers.levels);
  const qualified = reachedBy(after);
  const isLost = rankOf(reachedBy(before)?.id, tiers.levels) >= held && rankOf(qualified?.id, tiers.levels) < held;
  return isLost ? { standing: revoke(standing, qualified, tiers, day), cause: 'REVOKED' } : { standing };
}

/** The better of two tiers; of the same tier the one that ends later. */
export function betterStanding(
  a: Standing | undefined,
  b: Standing | undefined,
  { levels }: Pick<TierSettings, 'levels'>,
): Standing | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const [rankA, rankB] = [rankOf(a.tier, levels), rankOf(b.tier, levels)];
  if (rankA !== rankB) return rankA > rankB ? a : b;
  return b.endsOn > a.endsOn ? b : a;
}

/** Whether what counts for keeping a tier still reaches its line, or that of a higher one. */
export function keeps(standing: Standing, days: Qualifying, tiers: TierSettings, day: string): boolean {
  const sums = keepingSums(days, standing, day, tiers);
  const rank = rankOf(standing.tier, tiers.levels);
  return rank >= 0 && tiers.levels.slice(rank).some((level) => qualifies(level, sums, tiers));
}

function promote(standing: Standing | undefined, level: TierLevel, tiers: TierSettings, day: string): Standing {
  const term = beginTerm(level.id, day, day, tiers);
  if (!tiers.revokeOnReturn || standing === undefined) return term;
  const { before: _, ...known } = standing;
  return { ...term, before: known };
}

/** Back to what was held before, as long as that would have been held; else to what the member still qualifies for. */
function revoke(
  { before }: Standing,
  qualified: TierLevel | undefined,
  tiers: TierSettings,
  day: string,
): Standing | undefined {
  const isHeld = before !== undefined && (before.graceUntil ?? before.endsOn) > day;
  const rank = rankOf(qualified?.id, tiers.levels);
  if (isHeld && rankOf(before.tier, tiers.levels) >= rank) return before;
  return qualified === undefined || isForAll(qualified) ? undefined : beginTerm(qualified.id, day, day, tiers);
}
