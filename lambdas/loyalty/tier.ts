import { addDays, addMonths } from '../kernel/calendar.ts';
import type { LineFilter } from './line-filter.ts';
import { type Qualifying, type QualifyingSums, sumQualifying } from './qualifying.ts';

const TERM_MONTHS = 12;

/** What a tier asks for; all that is given has to hold. Without any of it everybody has the tier. */
export interface TierCondition {
  /** Spend in minor units or points, as the programme counts by. */
  readonly amount?: number | undefined;
  /** Paid orders that did not come back whole. */
  readonly orders?: number | undefined;
  /** Days on which the member bought, or did something that earns. */
  readonly activeDays?: number | undefined;
  /** Something of which the member has to have bought, and kept, a piece. */
  readonly bought?: LineFilter | undefined;
}

export interface BothLanguages {
  readonly en: string;
  readonly zh: string;
}

/** What members of a tier get. */
export interface Benefits {
  /** How many times the points of an order; at most two decimals. */
  readonly pointsMultiplier?: number | undefined;
  readonly discountPercent?: number | undefined;
  /** From which order value on (minor units) shipping is free; 0 is always. */
  readonly freeShippingFrom?: number | undefined;
  readonly priorityDispatch?: boolean | undefined;
  readonly dedicatedService?: boolean | undefined;
  readonly birthdayPoints?: number | undefined;
}

export interface TierLevel {
  readonly id: string;
  readonly name: BothLanguages;
  readonly condition: TierCondition;
  readonly benefits: Benefits;
}

/** What the programme says about tiers. */
export interface TierSettings {
  readonly by: 'spend' | 'points';
  /** The last twelve months, or the calendar year. */
  readonly period: 'rolling' | 'calendarYear';
  readonly graceDays: number;
  /** A tier is not lost sooner than so many days after it was announced. */
  readonly noticeDays: number;
  /** To the next lower tier, or to what the member qualifies for. */
  readonly downgrade: 'oneStep' | 'toQualified';
  /** Whether a return that takes the member below the line takes the tier before its end. */
  readonly revokeOnReturn: boolean;
  /** Lowest first. */
  readonly levels: readonly TierLevel[];
}

/** The tier that a member holds for a term. Days are dates of the programme's zone. */
export interface Standing {
  readonly tier: string;
  readonly since: string;
  /** The term counts from the day after it: what brought the tier does not keep it. */
  readonly termFrom: string;
  /** At the beginning of which day the term ends. */
  readonly endsOn: string;
  /** When the member was told that the tier will be lost. */
  readonly announcedOn?: string | undefined;
  /** The term has ended; until the beginning of that day the tier can still be kept. */
  readonly graceUntil?: string | undefined;
  /** What was held when this tier was reached; only kept where a return may take the tier. */
  readonly before?: Omit<Standing, 'before'> | undefined;
}

/** Who has no tier of a term has the one that asks for nothing, if there is one. */
export function levelOf(standing: Standing | undefined, levels: readonly TierLevel[]): TierLevel | undefined {
  if (standing !== undefined) return levels.find(({ id }) => id === standing.tier);
  return levels.find(isForAll);
}

export const isForAll = ({ condition }: TierLevel): boolean =>
  Object.values(condition).every((each) => each === undefined);

/** Higher is better; a tier that the programme does not have any more is below all. */
export const rankOf = (tier: string | undefined, levels: readonly TierLevel[]): number =>
  levels.findIndex(({ id }) => id === tier);

/** What is missing to a tier; nothing of it is there that the tier does not ask for, or that is reached. */
export interface Missing {
  readonly amount?: number;
  readonly orders?: number;
  readonly activeDays?: number;
  readonly bought?: LineFilter;
}

export function missingTo(
  { id, condition }: TierLevel,
  sums: QualifyingSums,
  { by }: Pick<TierSettings, 'by'>,
): Missing {
  const short = (line: number | undefined, reached: number) => (line === undefined ? 0 : Math.max(0, line - reached));
  const amount = short(condition.amount, sums[by]);
  const orders = short(condition.orders, sums.orders);
  const activeDays = short(condition.activeDays, sums.activeDays);
  const { bought } = condition;
  return {
    ...(amount > 0 ? { amount } : {}),
    ...(orders > 0 ? { orders } : {}),
    ...(activeDays > 0 ? { activeDays } : {}),
    ...(bought === undefined || (sums.pieces[id] ?? 0) > 0 ? {} : { bought }),
  };
}

/** The highest tier whose condition holds. */
export function qualifiedLevel(sums: QualifyingSums, tiers: TierSettings): TierLevel | undefined {
  return tiers.levels.findLast((level) => qualifies(level, sums, tiers));
}

export const qualifies = (level: TierLevel, sums: QualifyingSums, tiers: TierSettings): boolean =>
  Object.keys(missingTo(level, sums, tiers)).length === 0;

/** What counts for reaching a tier on a day. */
export function reachingSums(days: Qualifying, day: string, { period }: TierSettings): QualifyingSums {
  const from = period === 'rolling' ? addDays(addMonths(day, -TERM_MONTHS), 1) : firstOfYear(day);
  return sumQualifying(days, from, day);
}

/** What counts for keeping a tier, up to a day: its term, and the grace after it. */
export function keepingSums(
  days: Qualifying,
  standing: Standing,
  day: string,
  { period }: TierSettings,
): QualifyingSums {
  const { termFrom, endsOn } = standing;
  const from = period === 'rolling' ? addDays(termFrom, 1) : firstOfYear(addDays(endsOn, -1));
  return sumQualifying(days, from, day);
}

/** A tier from a day on: for twelve months after that day, or to the end of the calendar year after that day's. */
export function beginTerm(tier: string, since: string, termFrom: string, { period }: TierSettings): Standing {
  const endsOn =
    period === 'rolling' ? addDays(addMonths(termFrom, TERM_MONTHS), 1) : `${Number(termFrom.slice(0, 4)) + 2}-01-01`;
  return { tier, since, termFrom, endsOn };
}

const firstOfYear = (day: string): string => `${day.slice(0, 4)}-01-01`;
