import { KPIS, type KpiDefinition } from '../../programmes/kpi.ts';
import { addDays } from '../kernel/calendar.ts';
import type { Figures } from './figures.ts';
import { quotient, readKpi } from './kpi-values.ts';
import { listPeriods, type ReportPeriod } from './reporting-period.ts';

/** Days whose sum makes a figure that moves daily and is not thrown about by one day. */
const ROLLING_DAYS = 30;

/** How far back (in days) the latest figures look: a rolling window after the longest that a figure takes to mature. */
export const LATEST_DAYS = ROLLING_DAYS + Math.max(...KPIS.map(({ maturesAfterDays }) => maturesAfterDays)) + 1;

export interface LatestFigure {
  readonly id: string;
  readonly value: number;
}

/**
 * The figures of a day, as metrics: over the last thirty days that are mature where days add up, else of the last
 * calendar month that is over; of today what is of now. What has nothing to divide by is left out. @param today programme-zone date
 */
export function latestFigures(figures: Figures, today: string): readonly LatestFigure[] {
  return KPIS.filter(({ isMetric }) => isMetric).flatMap((kpi) => {
    const value = quotient(readKpi(kpi.id, figures, latestPeriod(kpi, today)));
    return value === null ? [] : [{ id: kpi.id, value }];
  });
}

function latestPeriod({ grains, maturesAfterDays, isOfNow }: KpiDefinition, today: string): ReportPeriod {
  if (isOfNow) return { period: today, from: today, to: today };
  const to = addDays(today, -1 - maturesAfterDays);
  if (grains.includes('day')) return { period: 'rolling', from: addDays(to, 1 - ROLLING_DAYS), to };
  const lastOfMonth = addDays(`${today.slice(0, 7)}-01`, -1);
  const [month] = listPeriods('month', lastOfMonth, lastOfMonth);
  if (month === undefined) throw new Error(`no month ends before ${today}`);
  return month;
}
