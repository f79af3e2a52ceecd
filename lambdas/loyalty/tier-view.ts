import { addDays, dayOf } from '../kernel/calendar.ts';
import { formatAmount } from '../kernel/money.ts';
import type { Account } from './balance.ts';
import { type OwnPrivilege, type Privilege, privilegesOf } from './privilege.ts';
import { projectLevel } from './standing-review.ts';
import {
  type Benefits,
  keepingSums,
  levelOf,
  type Missing,
  missingTo,
  rankOf,
  reachingSums,
  type TierLevel,
  type TierSettings,
} from './tier.ts';

export interface TierViewSettings {
  readonly currency: string;
  readonly timeZone: string;
  readonly tiers?: TierSettings | undefined;
  readonly privileges: readonly Privilege[];
}

/** What is missing, with money in the currency's units. */
export type MissingView = Omit<Missing, 'amount'> & { readonly spend?: string; readonly points?: number };

export interface NamedTier {
  readonly id: string;
  readonly name: TierLevel['name'];
}

/** A member's tier, and everything that a shop shows of it. */
export interface TierView {
  readonly tier: NamedTier | null;
  readonly since?: string;
  /** The last day of the term. */
  readonly lastDay?: string;
  /** The last day on which the tier can still be kept, after the term. */
  readonly graceLastDay?: string;
  readonly benefits: Benefits;
  readonly privileges: readonly OwnPrivilege[];
  /** What counts today for reaching a tier. */
  readonly counted: {
    readonly spend: string;
    readonly points: number;
    readonly orders: number;
    readonly activeDays: number;
  };
  readonly nextTier?: NamedTier & { readonly missing: MissingView };
  /** The tier after the term if nothing more is done; null for none. Only of who holds a tier for a term. */
  readonly projectedTier?: NamedTier | null;
  /** What is missing to keep the tier, and which benefits go with it; nothing where it is kept. */
  readonly missingToKeep?: MissingView;
  readonly wouldLose?: Benefits;
}

export function viewTier(account: Account, settings: TierViewSettings, now: Date): TierView {
  const { tiers, timeZone, currency, privileges } = settings;
  const today = dayOf(now.getTime(), timeZone);
  const { qualifying = {}, standing } = account;
  const sums =
    tiers === undefined ? { spend: 0, points: 0, orders: 0, activeDays: 0 } : reachingSums(qualifying, today, tiers);
  const level = levelOf(standing, tiers?.levels ?? []);
  return {
    tier: level === undefined ? null : named(level),
    ...(standing === undefined ? {} : { since: standing.since, lastDay: addDays(standing.endsOn, -1) }),
    ...(standing?.graceUntil === undefined ? {} : { graceLastDay: addDays(standing.graceUntil, -1) }),
    benefits: level?.benefits ?? {},
    privileges: privilegesOf(privileges, level?.id, now, timeZone),
    counted: {
      spend: formatAmount(Math.max(0, sums.spend), currency),
      points: sums.points,
      orders: sums.orders,
      activeDays: sums.activeDays,
    },
    ...(tiers === undefined
      ? {}
      : { ...nextOf(account, tiers, currency, today), ...projectionOf(account, tiers, currency) }),
  };
}

const named = ({ id, name }: TierLevel): NamedTier => ({ id, name });

function nextOf({ qualifying = {}, standing }: Account, tiers: TierSettings, currency: string, today: string) {
  const held = rankOf(levelOf(standing, tiers.levels)?.id, tiers.levels);
  const next = tiers.levels[held + 1];
  if (next === undefined) return {};
  const missing = missingTo(next, reachingSums(qualifying, today, tiers), tiers);
  return { nextTier: { ...named(next), missing: viewMissing(missing, tiers, currency) } };
}

function projectionOf({ qualifying = {}, standing }: Account, tiers: TierSettings, currency: string) {
  const level = levelOf(standing, tiers.levels);
  if (standing === undefined || level === undefined) return {};
  const projected = projectLevel(standing, qualifying, tiers);
  if (projected?.id === level.id) return { projectedTier: named(level), missingToKeep: {}, wouldLose: {} };
  const lastDay = addDays(standing.graceUntil ?? standing.endsOn, -1);
  const missing = missingTo(level, keepingSums(qualifying, standing, lastDay, tiers), tiers);
  return {
    projectedTier: projected === undefined ? null : named(projected),
    missingToKeep: viewMissing(missing, tiers, currency),
    wouldLose: lostBenefits(level.benefits, projected?.benefits ?? {}),
  };
}

function viewMissing({ amount, ...others }: Missing, { by }: TierSettings, currency: string): MissingView {
  if (amount === undefined) return others;
  return by === 'spend' ? { ...others, spend: formatAmount(amount, currency) } : { ...others, points: amount };
}

/** What of the benefits is not there any more, or is less. */
function lostBenefits(held: Benefits, then: Benefits): Benefits {
  return Object.fromEntries(
    Object.entries(held).filter(([name, value]) => value !== undefined && then[name as keyof Benefits] !== value),
  );
}
