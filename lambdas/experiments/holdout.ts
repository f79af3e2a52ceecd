import { BUCKETS, bucketOf } from './assignment.ts';

/** Shares of members that are left alone, in percent. */
export interface HoldoutSettings {
  readonly salt: string;
  readonly yearPercent: number;
  readonly quarterPercent: number;
}

/**
 * The holdout that a member is in on a day (a programme-zone date), such as `year 2026` or `quarter 2026-Q4`; undefined
 * for nearly all. One is for the year, to see what all messages and offers together do; one for the quarter, drawn from
 * the others. Whoever was in the quarter's is not drawn for the next: what being left alone did has to wash out.
 */
export function holdoutOf(memberId: string, day: string, settings: HoldoutSettings): string | undefined {
  const { salt, yearPercent, quarterPercent } = settings;
  const isIn = (experiment: string, percent: number) =>
    bucketOf(salt, experiment, memberId) < (percent * BUCKETS) / 100;
  const year = `year ${day.slice(0, 4)}`;
  if (isIn(year, yearPercent)) return year;
  const [quarter, before] = [quarterOf(day, 0), quarterOf(day, -1)];
  return isIn(quarter, quarterPercent) && !isIn(before, quarterPercent) ? quarter : undefined;
}

function quarterOf(day: string, later: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  const quarters = year * 4 + Math.floor((month - 1) / 3) + later;
  return `quarter ${Math.floor(quarters / 4)}-Q${(quarters % 4) + 1}`;
}
