import { addDays } from '../kernel/calendar.ts';
import { type Qualifying, type QualifyingSums, sumQualifying } from './qualifying.ts';
import { levelOf, missingTo, rankOf, type Standing, type TierLevel, type TierSettings } from './tier.ts';

/** How near to a line members are compared: within a fifth of it, on both sides. */
const BAND_PERCENT = 20;
/** Days before and after that are compared. */
const COMPARED_DAYS = 30;
/** So long a member is not looked at again for the same line. */
const REST_DAYS = 365;

/** Who just reached a tier, who reached it by far, and who came near and did not. */
export type TrialGroup = 'above' | 'beyond' | 'below';

/** A member whose next days are to show what a tier does. */
export interface TierTrial {
  readonly tier: string;
  readonly group: TrialGroup;
  /** A programme-zone date: when the line was reached, or nearly. */
  readonly day: string;
  readonly isMeasured?: boolean | undefined;
}

/** What a member did in thirty days, without the day itself. */
export interface ComparedDays {
  readonly orders: number;
  /** Minor units. */
  readonly spend: number;
  readonly activeDays: number;
}

/** A trial that is over, and what came of it. */
export interface TierEffect extends Omit<TierTrial, 'isMeasured'> {
  readonly memberId: string;
  readonly before: ComparedDays;
  readonly after: ComparedDays;
}

/**
 * The trials of a member after something that counts for tiers: one of the tier that it brought, or else of the next
 * one if its line is near. Nobody is in two groups of a line within a year, so that both are of members of their own.
 */
export function openTrials(
  known: readonly TierTrial[] | undefined,
  { before, after, sums, day }: TrialOccasion,
  tiers: TierSettings,
): readonly TierTrial[] | undefined {
  const kept = (known ?? []).filter((trial) => addDays(trial.day, REST_DAYS) > day);
  const rank = rankOf(levelOf(after, tiers.levels)?.id, tiers.levels);
  const isReached = rank > rankOf(levelOf(before, tiers.levels)?.id, tiers.levels);
  const level = tiers.levels[isReached ? rank : rank + 1];
  const group = level && (isReached ? reachedGroup(level, sums, tiers) : nearGroup(level, sums, tiers));
  // Who crosses a line after coming near it did so as one of those below: it is their way to buy again.
  if (level === undefined || group === undefined || kept.some(({ tier }) => tier === level.id)) return known;
  return [...kept, { tier: level.id, group, day }];
}

export interface TrialOccasion {
  readonly before: Standing | undefined;
  readonly after: Standing | undefined;
  /** What counts for reaching a tier by then. */
  readonly sums: QualifyingSums;
  readonly day: string;
}

function reachedGroup({ condition: { amount } }: TierLevel, sums: QualifyingSums, { by }: TierSettings): TrialGroup {
  return amount !== undefined && sums[by] * 100 <= amount * (100 + BAND_PERCENT) ? 'above' : 'beyond';
}

function nearGroup(level: TierLevel, sums: QualifyingSums, tiers: TierSettings): TrialGroup | undefined {
  const { amount: missing, ...others } = missingTo(level, sums, tiers);
  const line = level.condition.amount;
  if (line === undefined || missing === undefined || Object.keys(others).length > 0) return undefined;
  return missing * 100 <= line * BAND_PERCENT ? 'below' : undefined;
}

/** On which day the next of some trials is over; undefined where none is open. */
export const nextTrialEnd = (trials: readonly TierTrial[]): string | undefined =>
  trials
    .filter(({ isMeasured }) => !isMeasured)
    .map(({ day }) => endOf(day))
    .sort()[0];

/** What the trials that are over came to, and the trials after it. */
export function measureTrials(
  memberId: string,
  trials: readonly TierTrial[],
  days: Qualifying,
  today: string,
): { readonly effects: readonly TierEffect[]; readonly trials: readonly TierTrial[] } {
  const isOver = ({ day, isMeasured }: TierTrial) => !isMeasured && endOf(day) <= today;
  const over = trials.filter(isOver);
  if (over.length === 0) return { effects: [], trials };
  return {
    effects: over.map(({ tier, group, day }) => ({ memberId, tier, group, day, ...compare(days, day) })),
    trials: trials.map((trial) => (isOver(trial) ? { ...trial, isMeasured: true } : trial)),
  };
}

const endOf = (day: string): string => addDays(day, COMPARED_DAYS + 1);

function compare(days: Qualifying, day: string): Pick<TierEffect, 'before' | 'after'> {
  const within = (from: string, to: string): ComparedDays => {
    const { orders, spend, activeDays } = sumQualifying(days, from, to);
    return { orders, spend, activeDays };
  };
  return {
    before: within(addDays(day, -COMPARED_DAYS), addDays(day, -1)),
    after: within(addDays(day, 1), addDays(day, COMPARED_DAYS)),
  };
}
