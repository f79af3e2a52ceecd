import type { BothLanguages } from '../../programmes/kpi.ts';
import { type Interval, shareDifference } from '../kernel/statistics.ts';
import type { Figures } from './figures.ts';
import type { ReportPeriod } from './reporting-period.ts';

/** Who just reached a tier's line, who was far beyond it, and who came near it and stayed below. */
export const EFFECT_GROUPS = ['above', 'beyond', 'below'] as const;
export type EffectGroup = (typeof EFFECT_GROUPS)[number];

/** What the members of a group did in the thirty days before and after. Means are for each member; money in minor units. */
export interface GroupEffect {
  readonly group: EffectGroup;
  readonly members: number;
  /** Bought again within thirty days, over all of them; null where there is nobody. */
  readonly repurchaseRate: number | null;
  readonly spendBefore: number | null;
  readonly spendAfter: number | null;
  readonly activeDaysBefore: number | null;
  readonly activeDaysAfter: number | null;
}

export interface TierEffectReport {
  readonly tier: string;
  readonly name: BothLanguages;
  readonly groups: readonly GroupEffect[];
  /** Repurchase rate of those just above the line less that of those just below, with its 95 % interval. */
  readonly repurchaseDifference: (Interval & { readonly difference: number }) | null;
  /** How much more the spend of those just above grew than that of those just below, for each member; minor units. */
  readonly spendGrowthDifference: number | null;
}

export interface NamedTier {
  readonly id: string;
  readonly name: BothLanguages;
}

/**
 * What tiers do, by the days on which their lines were reached or nearly. Members just above a line and just below it
 * differ in little but the tier, which is what the comparison rests on.
 */
export function reportTierEffects(
  figures: Figures,
  levels: readonly NamedTier[],
  days: Pick<ReportPeriod, 'from' | 'to'>,
): readonly TierEffectReport[] {
  return levels.map(({ id: tier, name }) => {
    const of = (group: EffectGroup, figure: string) => figures.sum('effects', `${tier}#${group}#${figure}`, days);
    const groups = EFFECT_GROUPS.map((group) => groupEffect(group, (figure) => of(group, figure)));
    const [above, , below] = groups;
    const share = (group: EffectGroup) => ({ count: of(group, 'repurchased'), size: of(group, 'members') });
    return {
      tier,
      name,
      groups,
      repurchaseDifference: shareDifference(share('above'), share('below')),
      spendGrowthDifference: minus(growthOf(above), growthOf(below)),
    };
  });
}

function groupEffect(group: EffectGroup, of: (figure: string) => number): GroupEffect {
  const members = of('members');
  const mean = (figure: string) => (members === 0 ? null : of(figure) / members);
  return {
    group,
    members,
    repurchaseRate: mean('repurchased'),
    spendBefore: mean('spendBefore'),
    spendAfter: mean('spendAfter'),
    activeDaysBefore: mean('activeBefore'),
    activeDaysAfter: mean('activeAfter'),
  };
}

const growthOf = (group: GroupEffect | undefined): number | null =>
  minus(group?.spendAfter ?? null, group?.spendBefore ?? null);

const minus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a - b);
