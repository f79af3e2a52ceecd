import type { Figures } from './figures.ts';
import { RETENTION_DAYS_MAX } from './profile-counts.ts';
import type { ReportPeriod } from './reporting-period.ts';

/** How the members whose first visit lies in a period came back. */
export interface Cohort {
  readonly size: number;
  /** By day n after the first visit, 0 to 90: members with a return on day 1 to n. */
  readonly bounded: readonly number[];
  /** By day n: members with a visit on day n or later; on day 0 all of them. */
  readonly unbounded: readonly number[];
}

/** Days 0 to 90. */
export const CURVE_DAYS: readonly number[] = Array.from({ length: RETENTION_DAYS_MAX + 1 }, (_, day) => day);

/** A cohort from its counters: first returns add up to bounded retention, last ones backwards to unbounded. */
export function readCohort(figures: Figures, period: Pick<ReportPeriod, 'from' | 'to'>): Cohort {
  const size = figures.sum('cohort', 'size', period);
  const bounded: number[] = [];
  const unbounded: number[] = [];
  let returned = 0;
  for (const day of CURVE_DAYS) {
    if (day > 0) returned += figures.sum('cohort', `first#${day}`, period);
    bounded.push(returned);
  }
  let stayed = 0;
  for (const day of CURVE_DAYS.toReversed()) {
    if (day > 0) stayed += figures.sum('cohort', `last#${day}`, period);
    unbounded.unshift(day === 0 ? size : stayed);
  }
  return { size, bounded, unbounded };
}
