import { addDays, minuteOf } from '../kernel/calendar.ts';
import { holdsAt, type RuleTime } from './earning-rule.ts';
import type { LineFilter } from './line-filter.ts';
import type { BothLanguages } from './tier.ts';

/** Days ahead of which a privilege is told as coming. */
const COMING_DAYS = 30;

/** What only members get, or get first, for a time. */
export interface Privilege {
  readonly id: string;
  readonly kind: 'memberDay' | 'memberPrice' | 'earlyAccess';
  readonly name: BothLanguages;
  readonly when: RuleTime;
  readonly only?: LineFilter | undefined;
  /** For members of these tiers; without it for all. */
  readonly tiers?: readonly string[] | undefined;
  readonly discountPercent?: number | undefined;
}

/** A privilege as a member has it; it begins on the day named, where that is another. */
export interface OwnPrivilege extends Omit<Privilege, 'tiers'> {
  readonly isOpen: boolean;
  /** A programme-zone date: today, or the next day on which it is open. */
  readonly day: string;
}

/** What a member of a tier has now, and what comes within a month; soonest first. */
export function privilegesOf(
  privileges: readonly Privilege[],
  tier: string | undefined,
  now: Date,
  timeZone: string,
): readonly OwnPrivilege[] {
  const minute = minuteOf(now.getTime(), timeZone);
  return privileges
    .filter(({ tiers }) => tiers === undefined || (tier !== undefined && tiers.includes(tier)))
    .flatMap(({ tiers: _, ...privilege }) => {
      const day = nextDay(privilege.when, minute);
      return day === undefined ? [] : [{ ...privilege, isOpen: holdsAt(privilege.when, minute), day }];
    })
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

/** The first day from this minute on at some minute of which it is open. */
function nextDay(when: RuleTime, minute: string): string | undefined {
  const { from, to, ...days } = when;
  const today = minute.slice(0, 10);
  for (let ahead = 0; ahead <= COMING_DAYS; ahead += 1) {
    const day = addDays(today, ahead);
    const [begins, ends] = [ahead === 0 ? minute : `${day}T00:00`, `${day}T23:59`];
    const isWithin = (to === undefined || begins < to) && (from === undefined || ends >= from);
    if (isWithin && holdsAt(days, `${day}T00:00`)) return day;
  }
  return undefined;
}
