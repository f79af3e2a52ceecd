import { addDays } from '../kernel/calendar.ts';
import type { Qualifying } from './qualifying.ts';
import { keeps } from './standing.ts';
import {
  beginTerm,
  isForAll,
  keepingSums,
  levelOf,
  type Missing,
  missingTo,
  qualifies,
  rankOf,
  type Standing,
  type TierLevel,
  type TierSettings,
} from './tier.ts';

/** Terms that one review may go through: after an outage of years it is due again at once. */
const STEPS_MAX = 10;

/** What a member is to be told of the tier; `on` is the programme-zone date from whose beginning it holds. */
export type StandingNotice =
  | { readonly name: 'TierRenewed'; readonly on: string; readonly tier: string; readonly endsOn: string }
  | {
      readonly name: 'TierWillDowngrade';
      readonly on: string;
      readonly tier: string;
      /** Null where none is left. */
      readonly to: string | null;
      readonly downgradeOn: string;
      readonly missing: Missing;
    }
  /** `tier` is what the member has now, null for none. */
  | {
      readonly name: 'TierDowngraded';
      readonly on: string;
      readonly tier: string | null;
      readonly from: string;
      readonly endsOn?: string;
    };

export interface ReviewedStanding {
  readonly standing: Standing | undefined;
  readonly notices: readonly StandingNotice[];
}

/**
 * What has become of a tier by a day. Before its end the member is told if it will be lost; at its end it is renewed,
 * or goes on for the days of grace, in which it can still be kept; then it goes down. Nobody goes down sooner after
 * being told than the programme says, however late this is looked at.
 */
export function reviewStanding(
  standing: Standing | undefined,
  days: Qualifying,
  tiers: TierSettings,
  today: string,
): ReviewedStanding {
  const notices: StandingNotice[] = [];
  let current = standing;
  for (let step = 0; step < STEPS_MAX && current !== undefined; step += 1) {
    const next: StepTaken | undefined = takeStep(current, days, tiers, today);
    if (next === undefined) break;
    current = next.standing;
    notices.push(next.notice);
  }
  return { standing: current, notices };
}

/** When a tier is to be looked at again after a day; undefined for one that has no end. */
export function nextLook(standing: Standing | undefined, tiers: TierSettings, today: string): string | undefined {
  if (standing === undefined) return undefined;
  const { endsOn, graceUntil } = standing;
  if (graceUntil !== undefined) return graceUntil;
  const noticeOn = addDays(endsOn, -tiers.noticeDays);
  return noticeOn > today ? noticeOn : endsOn;
}

/** The tier that is next if nothing more is done until the end of the term. */
export function projectLevel(standing: Standing, days: Qualifying, tiers: TierSettings): TierLevel | undefined {
  const lastDay = addDays(standing.graceUntil ?? standing.endsOn, -1);
  if (keeps(standing, days, tiers, lastDay)) return levelOf(standing, tiers.levels);
  return lowerLevel(standing, days, tiers, lastDay);
}

interface StepTaken {
  readonly standing: Standing | undefined;
  readonly notice: StandingNotice;
}

function takeStep(standing: Standing, days: Qualifying, tiers: TierSettings, today: string): StepTaken | undefined {
  const { endsOn, graceUntil } = standing;
  if (graceUntil !== undefined) return graceUntil <= today ? endGrace(standing, graceUntil, days, tiers) : undefined;
  if (endsOn <= today) {
    const lastDay = addDays(endsOn, -1);
    return keeps(standing, days, tiers, lastDay)
      ? renew(standing, lastDay, tiers)
      : beginGrace(standing, days, tiers, today);
  }
  const isTime = standing.announcedOn === undefined && addDays(endsOn, -tiers.noticeDays) <= today;
  if (!isTime || projectLevel(standing, days, tiers)?.id === standing.tier) return undefined;
  return announce({ ...standing, announcedOn: today }, addDays(endsOn, tiers.graceDays), days, tiers, today);
}

function renew({ tier, since }: Standing, lastDay: string, tiers: TierSettings): StepTaken {
  const standing = beginTerm(tier, since, lastDay, tiers);
  const { endsOn } = standing;
  return { standing, notice: { name: 'TierRenewed', on: addDays(lastDay, 1), tier, endsOn } };
}

function beginGrace(standing: Standing, days: Qualifying, tiers: TierSettings, today: string): StepTaken {
  const { endsOn, announcedOn = today } = standing;
  const graceUntil = latest(addDays(endsOn, tiers.graceDays), addDays(announcedOn, tiers.noticeDays));
  return announce({ ...standing, announcedOn, graceUntil }, graceUntil, days, tiers, today);
}

function announce(
  standing: Standing,
  downgradeOn: string,
  days: Qualifying,
  tiers: TierSettings,
  today: string,
): StepTaken {
  const { tier } = standing;
  const level = levelOf(standing, tiers.levels);
  const until = addDays(downgradeOn, -1);
  const to = lowerLevel(standing, days, tiers, until)?.id ?? null;
  const missing = level === undefined ? {} : missingTo(level, keepingSums(days, standing, until, tiers), tiers);
  return { standing, notice: { name: 'TierWillDowngrade', on: today, tier, to, downgradeOn, missing } };
}

function endGrace(standing: Standing, on: string, days: Qualifying, tiers: TierSettings): StepTaken {
  const lastDay = addDays(on, -1);
  // Bought in the grace, and told without deciding, as an order of the past is.
  if (keeps(standing, days, tiers, lastDay)) return renew(standing, lastDay, tiers);
  const lower = lowerLevel(standing, days, tiers, lastDay);
  const next = lower === undefined || isForAll(lower) ? undefined : beginTerm(lower.id, on, lastDay, tiers);
  return {
    standing: next,
    notice: {
      name: 'TierDowngraded',
      on,
      tier: lower?.id ?? null,
      from: standing.tier,
      ...(next && { endsOn: next.endsOn }),
    },
  };
}

/** Where a tier goes that is not kept. One step does not lead to a tier that is only for buyers of something else. */
function lowerLevel(standing: Standing, days: Qualifying, tiers: TierSettings, day: string): TierLevel | undefined {
  const sums = keepingSums(days, standing, day, tiers);
  const isStep = ({ condition }: TierLevel) => tiers.downgrade === 'oneStep' && condition.bought === undefined;
  const rank = rankOf(standing.tier, tiers.levels);
  return tiers.levels
    .slice(0, rank < 0 ? tiers.levels.length : rank)
    .findLast((level) => isForAll(level) || isStep(level) || qualifies(level, sums, tiers));
}

const latest = (a: string, b: string): string => (a > b ? a : b);
