import { minuteOf } from '../kernel/calendar.ts';
import { type CapPeriod, capAt } from './cap.ts';
import type { CapUse } from './ledger-change.ts';
import type { PaidLine, PaidOrder } from './order.ts';

/** Multipliers are counted in hundredths: 150 is one and a half times. */
export const ONE_TIMES = 100;

/** What the programme gives more, or less, for some purchases. */
export interface EarningRule {
  readonly id: string;
  /** How many times the points; 0 for what earns nothing. At most two decimals. */
  readonly multiplier: number;
  /** When an order has to be paid; all that is given has to hold. Without it always. */
  readonly when?: RuleTime | undefined;
  /** Of which lines; one of what is given has to hold. Without it of all. */
  readonly only?: LineFilter | undefined;
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

export interface LineFilter {
  readonly products?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly brands?: readonly string[] | undefined;
}

/** What rules make of an order. */
export interface Bonus {
  /** Of each line, in hundredths; undefined where every line earns once. */
  readonly multipliers?: readonly number[] | undefined;
  /** The rules that count for a line at least. */
  readonly rules: readonly EarningRule[];
}

/**
 * How many times each line of an order earns: of the rules that are for it the best one counts, and they are not
 * multiplied with each other. Without a rule for it a line earns once.
 */
export function bonusOf({ lines, paidAt }: PaidOrder, rules: readonly EarningRule[], timeZone: string): Bonus {
  const minute = minuteOf(Date.parse(paidAt), timeZone);
  const timely = rules.filter(({ when }) => when === undefined || holdsAt(when, minute));
  const best = lines.map((line) =>
    timely
      .filter(({ only }) => only === undefined || isFor(only, line))
      .reduce<EarningRule | undefined>(
        (known, rule) => (known === undefined || rule.multiplier > known.multiplier ? rule : known),
        undefined,
      ),
  );
  const counting = timely.filter((rule) => best.includes(rule));
  if (counting.length === 0) return { rules: [] };
  return { multipliers: best.map((rule) => hundredths(rule?.multiplier ?? 1)), rules: counting };
}

/** What an order takes of the limits of the rules that count for it. */
export const capsOf = ({ rules }: Bonus, { memberId, paidAt }: PaidOrder, timeZone: string): readonly CapUse[] =>
  rules.flatMap(({ id, cap }) =>
    cap === undefined ? [] : [capAt({ memberId, name: ruleCap(id), at: paidAt }, cap, timeZone)],
  );

/** The name under which the orders of a rule are counted for a member. */
export const ruleCap = (id: string): string => `rule ${id}`;

const hundredths = (multiplier: number): number => Math.round(multiplier * ONE_TIMES);

function holdsAt({ from, to, weekdays, daysOfMonth }: RuleTime, minute: string): boolean {
  if ((from !== undefined && minute < from) || (to !== undefined && minute >= to)) return false;
  const day = new Date(`${minute.slice(0, 10)}T00:00:00Z`);
  const isoWeekday = day.getUTCDay() === 0 ? 7 : day.getUTCDay();
  if (weekdays !== undefined && !weekdays.includes(isoWeekday)) return false;
  return daysOfMonth === undefined || daysOfMonth.includes(day.getUTCDate());
}

function isFor({ products, categories, brands }: LineFilter, { labels = {} }: PaidLine): boolean {
  const { product, category, brand } = labels;
  return (
    (product !== undefined && products?.includes(product) === true) ||
    (category !== undefined && categories?.includes(category) === true) ||
    (brand !== undefined && brands?.includes(brand) === true)
  );
}
