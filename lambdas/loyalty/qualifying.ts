import { addMonths } from '../kernel/calendar.ts';

/** What a member's orders and actions of one day come to, as far as tiers look at it. Returns are taken off the day of their order. */
export interface QualifyingDay {
  /** Paid and kept, without what points paid; in minor units. */
  readonly spend: number;
  readonly points: number;
  /** Paid orders that did not come back whole. */
  readonly orders: number;
  /** Pieces of what a tier is for the buyers of, by tier. */
  readonly pieces?: Readonly<Record<string, number>> | undefined;
}

/** By programme-zone date; days without anything are not there. */
export type Qualifying = Readonly<Record<string, QualifyingDay>>;

/** What a span of days comes to. */
export interface QualifyingSums extends QualifyingDay {
  readonly pieces: Readonly<Record<string, number>>;
  /** Days with an order that was kept, or an action that earned. */
  readonly activeDays: number;
}

/** A year, the days of grace after it, and what a late sweep may need. */
const KEPT_MONTHS = 16;

const NOTHING: QualifyingDay = { spend: 0, points: 0, orders: 0 };

/** The sum of both, day by day. */
export function addQualifying(known: Qualifying, more: Qualifying): Qualifying {
  const days = new Map(Object.entries(known));
  for (const [day, added] of Object.entries(more)) {
    const sum = addDay(days.get(day) ?? NOTHING, added);
    if (isNothing(sum)) days.delete(day);
    else days.set(day, sum);
  }
  return Object.fromEntries(days);
}

/** The same with its signs changed: what leaves an account that is merged into another. */
export const negateQualifying = (days: Qualifying): Qualifying =>
  Object.fromEntries(
    Object.entries(days).map(([day, { spend, points, orders, pieces }]) => [
      day,
      {
        spend: -spend,
        points: -points,
        orders: -orders,
        ...(pieces === undefined ? {} : { pieces: mapValues(pieces, (count) => -count) }),
      },
    ]),
  );

/** Without the days that no tier asks for any more; `today` is a programme-zone date. */
export function recentDays(days: Qualifying, today: string): Qualifying {
  const first = addMonths(today, -KEPT_MONTHS);
  return Object.fromEntries(Object.entries(days).filter(([day]) => day >= first));
}

/** What the days of a span come to, both ends included. */
export function sumQualifying(days: Qualifying, from: string, to: string): QualifyingSums {
  const within = Object.entries(days).filter(([day]) => day >= from && day <= to);
  const { spend, points, orders, pieces = {} } = within.reduce((sum, [, day]) => addDay(sum, day), NOTHING);
  const activeDays = within.filter(([, day]) => day.orders > 0 || day.points > 0).length;
  return { spend, points, orders, pieces, activeDays };
}

function addDay(a: QualifyingDay, b: QualifyingDay): QualifyingDay {
  const names = [...new Set([...Object.keys(a.pieces ?? {}), ...Object.keys(b.pieces ?? {})])];
  const pieces = names
    .map((name) => [name, (a.pieces?.[name] ?? 0) + (b.pieces?.[name] ?? 0)] as const)
    .filter(([, count]) => count !== 0);
  return {
    spend: a.spend + b.spend,
    points: a.points + b.points,
    orders: a.orders + b.orders,
    ...(pieces.length === 0 ? {} : { pieces: Object.fromEntries(pieces) }),
  };
}

const isNothing = ({ spend, points, orders, pieces = {} }: QualifyingDay): boolean =>
  spend === 0 && points === 0 && orders === 0 && Object.values(pieces).every((count) => count === 0);

const mapValues = (of: Readonly<Record<string, number>>, change: (value: number) => number) =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, change(value)]));
