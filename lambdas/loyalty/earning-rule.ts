import { minuteOf } from '../kernel/calendar.ts';
import { type CapPeriod, capAt } from './cap.ts';
import type { CapUse } from './ledger-change.ts';
import { isFor, type LineFilter } from './line-filter.ts';
import type { PaidOrder } from './order.ts';

/** Multipliers are counted in ten-thousandths, so that a rule's times a tier's, of two decimals each, is exact. */
export const ONE_TIMES = 10_000;

/** What the programme gives more, or less, for some purchases. */
export interface EarningRule {
  readonly id: string;
  /** How many times the points; 0 for what earns nothing. At most two decimals. */
  readonly multiplier: number;
  /** When an order has to be paid; all that is given has to hold. Without it always. */
  readonly when?: RuleTime | undefined;
  /** Of which lines; one of what is given has to hold. Without it of all. */
  readonly only?: LineFilter | undefined;
  /** Of members of which tiers; without it of all. */
  readonly tiers?: readonly string[] | undefined;
  /** How many orders of a member it is for in a period. */
  readonly cap?: { readonly times: number; readonly per: CapPeriod } | undefined;
}

/** Times of the programme's zone. */
export interface RuleTime {
  /** `yyyy-mm-ddThh:mm`, from it on. */
  readonly from?: string | undefined;
  /** `yyyy-mm-ddThh:mm`, until before it. */
  readonly to?: string | undefined;
  /** 1 is Monday, 7 is Sunday. */
  readonly weekdays?: readonly number[] | undefined;
  readonly daysOfMonth?: readonly number[] | undefined;
}

/** What rules make of an order. */
export interface Bonus {
  /** Of each line, in units of {@link ONE_TIMES}; undefined where every line earns once. */
  readonly multipliers?: readonly number[] | undefined;
  /** The rules that count for a line at least. */
  readonly rules: readonly EarningRule[];
}

/** The tier of whoever pays for an order, and how many times it earns. */
export interface PayingTier {
  readonly id?: string | undefined;
  readonly multiplier: number;
}

const NO_TIER: PayingTier = { multiplier: 1 };

/**
 * How many times each line of an order earns: the tier's multiplier, times that of the best of the rules that are for
 * it; rules are not multiplied with each other. What a rule lets earn nothing earns nothing, whatever else is for it.
 */
export function bonusOf(
  { lines, paidAt }: PaidOrder,
  rules: readonly EarningRule[],
  timeZone: string,
  tier: PayingTier = NO_TIER,
): Bonus {
  const minute = minuteOf(Date.parse(paidAt), timeZone);
  const timely = rules.filter(({ when }) => when === undefined || holdsAt(when, minute));
  const own = timely.filter(({ tiers }) => tiers === undefined || (tier.id !== undefined && tiers.includes(tier.id)));
  const best = lines.map((line) => bestOf(own.filter(({ only }) => only === undefined || isFor(only, line))));
  const counting = own.filter((rule) => best.includes(rule));
  if (counting.length === 0 && tier.multiplier === 1) return { rules: [] };
  const timesOf = (rule: EarningRule | undefined) => hundredths(rule?.multiplier ?? 1) * hundredths(tier.multiplier);
  return { multipliers: best.map(timesOf), rules: counting };
}

function bestOf(rules: readonly EarningRule[]): EarningRule | undefined {
  const nothing = rules.find(({ multiplier }) => multiplier === 0);
  return nothing ?? rules.toSorted((a, b) => b.multiplier - a.multiplier)[0];
}

/** What an order takes of the limits of the rules that count for it. */
export const capsOf = ({ rules }: Bonus, { memberId, paidAt }: PaidOrder, timeZone: string): readonly CapUse[] =>
  rules.flatMap(({ id, cap }) =>
    cap === undefined ? [] : [capAt({ memberId, name: ruleCap(id), at: paidAt }, cap, timeZone)],
  );

/** The name under which the orders of a rule are counted for a member. */
export const ruleCap = (id: string): string => `rule ${id}`;

const hundredths = (multiplier: number): number => Math.round(multiplier * 100);

export function holdsAt({ from, to, weekdays, daysOfMonth }: RuleTime, minute: string): boolean {
  if ((from !== undefined && minute < from) || (to !== undefined && minute >= to)) return false;
  const day = new Date(`${minute.slice(0, 10)}T00:00:00Z`);
  const isoWeekday = day.getUTCDay() === 0 ? 7 : day.getUTCDay();
  if (weekdays !== undefined && !weekdays.includes(isoWeekday)) return false;
  return daysOfMonth === undefined || daysOfMonth.includes(day.getUTCDate());
}
