import { RETENTION_DAYS } from '../../programmes/kpi.ts';
import type { CsvCell } from '../kernel/csv.ts';
import type { Figures } from './figures.ts';
import { isOver, type ReportPeriod } from './reporting-period.ts';
import { type Cohort, CURVE_DAYS, readCohort } from './retention.ts';

/** How many of a cohort came back by, or on or after, a day. */
export interface RetainedOn {
  readonly day: number;
  readonly returned: number;
  readonly value: number | null;
  /** Whether the day has passed whole for the last of the cohort. */
  readonly isComplete: boolean;
}

export interface CurvePoint {
  readonly day: number;
  readonly bounded: number;
  readonly unbounded: number;
}

export interface ReportedCohort {
  readonly cohort: string;
  readonly from: string;
  readonly to: string;
  readonly size: number;
  readonly bounded: readonly RetainedOn[];
  readonly unbounded: readonly RetainedOn[];
  /** Complete days only; empty for a cohort of nobody. */
  readonly curve: readonly CurvePoint[];
}

/** A mean over the cohorts that are complete on that day, by their sizes. */
export interface MeanOn {
  readonly day: number;
  readonly value: number | null;
  readonly size: number;
}

export interface CohortReport {
  readonly cohorts: readonly ReportedCohort[];
  readonly mean: {
    readonly bounded: readonly MeanOn[];
    readonly unbounded: readonly MeanOn[];
    readonly curve: readonly CurvePoint[];
  };
}

interface Read {
  readonly period: ReportPeriod;
  readonly cohort: Cohort;
}

/** Cohorts by the day of the first visit. @param today programme-zone date */
export function reportCohorts(figures: Figures, periods: readonly ReportPeriod[], today: string): CohortReport {
  const read = periods.map((period) => ({ period, cohort: readCohort(figures, period) }));
  const meanOn = (kind: 'bounded' | 'unbounded', day: number): MeanOn => {
    const complete = read.filter(({ period }) => isOver(period, day, today));
    const sum = (of: (each: Read) => number) => complete.reduce((all, each) => all + of(each), 0);
    const size = sum(({ cohort }) => cohort.size);
    return {
      day,
      value: ratio(
        sum(({ cohort }) => cohort[kind][day] ?? 0),
        size,
      ),
      size,
    };
  };
  const curve = CURVE_DAYS.flatMap((day) => {
    const [bounded, unbounded] = [meanOn('bounded', day).value, meanOn('unbounded', day).value];
    return bounded === null || unbounded === null ? [] : [{ day, bounded, unbounded }];
  });
  const means = (kind: 'bounded' | 'unbounded') => RETENTION_DAYS.map((day) => meanOn(kind, day));
  return {
    cohorts: read.map((each) => reportCohort(each, today)),
    mean: { bounded: means('bounded'), unbounded: means('unbounded'), curve },
  };
}

function reportCohort({ period, cohort }: Read, today: string): ReportedCohort {
  const { size } = cohort;
  const retained = (kind: 'bounded' | 'unbounded') =>
    RETENTION_DAYS.map((day): RetainedOn => {
      const returned = cohort[kind][day] ?? 0;
      return { day, returned, value: ratio(returned, size), isComplete: isOver(period, day, today) };
    });
  const curve = CURVE_DAYS.filter((day) => size > 0 && isOver(period, day, today)).map((day) => ({
    day,
    bounded: (cohort.bounded[day] ?? 0) / size,
    unbounded: (cohort.unbounded[day] ?? 0) / size,
  }));
  const { period: name, from, to } = period;
  return { cohort: name, from, to, size, bounded: retained('bounded'), unbounded: retained('unbounded'), curve };
}

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

export const COHORT_COLUMNS = ['cohort', 'from', 'to', 'size', 'retention', 'day', 'returned', 'value', 'complete'];

/** A row for each cohort, kind and day. */
export const cohortRows = ({ cohorts }: Pick<CohortReport, 'cohorts'>): CsvCell[][] =>
  cohorts.flatMap(({ cohort, from, to, size, bounded, unbounded }) =>
    [
      ...bounded.map((each) => ({ kind: 'bounded', ...each })),
      ...unbounded.map((each) => ({ kind: 'unbounded', ...each })),
    ].map(({ kind, day, returned, value, isComplete }) => [
      ...[cohort, from, to, size, kind, day, returned, value, isComplete],
    ]),
  );
