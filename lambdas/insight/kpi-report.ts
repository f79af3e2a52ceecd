import { type Grain, KPIS, type KpiDefinition, type KpiTarget } from '../../programmes/kpi.ts';
import type { CsvCell } from '../kernel/csv.ts';
import type { Figures } from './figures.ts';
import { type Fraction, quotient, readKpi } from './kpi-values.ts';
import { isOver, type ReportPeriod } from './reporting-period.ts';

export interface ReportSettings {
  readonly currency: string;
  readonly timeZone: string;
  readonly targets: Readonly<Record<string, KpiTarget>>;
}

/** Nothing over nothing, which has no value. */
const UNKNOWN: Fraction = { numerator: 0, denominator: 0 };

/** A figure of a period. Money is in minor units, a ratio from 0 to 1. */
export interface KpiPeriod extends ReportPeriod {
  readonly value: number | null;
  readonly numerator: number;
  readonly denominator?: number;
  /** Whether the period is over, and what it is measured by too. */
  readonly isComplete: boolean;
}

export interface ReportedKpi extends Pick<KpiDefinition, 'id' | 'name' | 'formula' | 'unit' | 'direction' | 'isOfNow'> {
  readonly target?: number;
  readonly milestones?: readonly number[];
  readonly periods: readonly KpiPeriod[];
  /** Over the complete periods, each by its weight; null for totals, and where there is none. */
  readonly mean: number | null;
}

/** All KPIs that are told for a grain. @param today programme-zone date */
export function reportKpis(
  figures: Figures,
  grain: Grain,
  periods: readonly ReportPeriod[],
  today: string,
  targets: ReportSettings['targets'],
): readonly ReportedKpi[] {
  return KPIS.filter(({ grains }) => grains.includes(grain)).map((kpi) => {
    const { id, name, formula, unit, direction, isOfNow } = kpi;
    const told = periods.map((period) => reportPeriod(kpi, figures, period, today));
    const aim = Object.hasOwn(targets, id) ? targets[id] : undefined;
    const milestones = aim?.milestones;
    return {
      ...{ id, name, formula, unit, direction, isOfNow },
      ...(aim === undefined ? {} : { target: aim.target }),
      ...(milestones === undefined ? {} : { milestones }),
      periods: told,
      mean: weightedMean(told),
    };
  });
}

function reportPeriod(kpi: KpiDefinition, figures: Figures, period: ReportPeriod, today: string): KpiPeriod {
  const fraction = isToldOf(kpi, period, today) ? readKpi(kpi.id, figures, period) : UNKNOWN;
  const isComplete = isOver(period, kpi.maturesAfterDays, today);
  return { ...period, value: quotient(fraction), ...fraction, isComplete };
}

/** A figure of now is told of the period that now is in, and no other. */
const isToldOf = ({ isOfNow }: KpiDefinition, { from, to }: ReportPeriod, today: string): boolean =>
  !isOfNow || (from <= today && today <= to);

/** Complete periods only: one that goes on would pull the mean to where it does not belong. */
function weightedMean(periods: readonly KpiPeriod[]): number | null {
  const complete = periods.filter((period) => period.isComplete && period.denominator !== undefined);
  const sum = (of: 'numerator' | 'denominator') => complete.reduce((all, period) => all + (period[of] ?? 0), 0);
  return quotient({ numerator: sum('numerator'), denominator: sum('denominator') });
}

export const KPI_COLUMNS = ['kpi', 'period', 'from', 'to', 'value', 'numerator', 'denominator', 'unit', 'complete'];

/** A row for each figure of each period. */
export const kpiRows = (kpis: readonly ReportedKpi[]): CsvCell[][] =>
  kpis.flatMap(({ id, unit, periods }) =>
    periods.map(({ period, from, to, value, numerator, denominator, isComplete }) => [
      ...[id, period, from, to, value, numerator, denominator, unit, isComplete],
    ]),
  );
