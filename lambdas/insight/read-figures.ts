import type { Grain } from '../../programmes/kpi.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { CounterStore } from './counter-store.ts';
import { type CounterName, Figures } from './figures.ts';
import { listMonths, listPeriods, type ReportPeriod } from './reporting-period.ts';

/** Periods of one report: a year of days, five of months. */
const PERIODS_MAX = 400;
const MONTHS_MAX = 62;
const DEFAULT_MONTHS = 13;

/** What a report is asked for; days are programme-zone dates, both included. */
export interface ReportRange {
  readonly grain: Grain;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export type RangeRefusal = { readonly code: 'RANGE_INVALID'; readonly expected: string; readonly given: string };

export interface ReadFigures {
  readonly figures: Figures;
  readonly periods: readonly ReportPeriod[];
  readonly from: string;
  readonly to: string;
  readonly today: string;
}

/**
 * What is told as of a day, by taking off the figure of now what came after it, is read up to today; and so is what a
 * later day says something of an earlier one.
 */
const READ_TO_TODAY: readonly CounterName[] = ['members', 'points', 'stages', 'journeys'];

/** Reads the counters that a report of a range needs. */
export const createReadFigures =
  (counters: Pick<CounterStore, 'period'>, clock: Clock, timeZone: string) =>
  async (range: ReportRange, names: readonly CounterName[]): Promise<Result<ReadFigures, RangeRefusal>> => {
    const today = dayOf(clock().getTime(), timeZone);
    const to = range.to ?? today;
    const from = range.from ?? listMonthsBefore(to);
    const months = from > to ? [] : listMonths(from, to);
    const periods = months.length === 0 || months.length > MONTHS_MAX ? [] : listPeriods(range.grain, from, to);
    if (periods.length === 0 || periods.length > PERIODS_MAX) {
      const expected = `from at or before to, at most ${PERIODS_MAX} periods and ${MONTHS_MAX} months`;
      return refuse({ code: 'RANGE_INVALID', expected, given: `${range.grain} from ${from} to ${to}` });
    }
    const [first, last] = [periods[0]?.from ?? from, periods.at(-1)?.to ?? to];
    const wanted = names.flatMap((name) => periodsOf(name, range.grain, first, last, today, periods));
    const counted = await Promise.all(
      wanted.map(async ({ name, period }) => ({ name, period, figures: await counters.period(name, period) })),
    );
    return ok({ figures: new Figures(counted), periods, from, to, today });
  };

function periodsOf(
  name: CounterName,
  grain: Grain,
  first: string,
  last: string,
  today: string,
  periods: readonly ReportPeriod[],
) {
  const isToToday = READ_TO_TODAY.includes(name);
  const months = listMonths(first, isToToday && today > last ? today : last);
  const isWhole = name === 'buyers' && (grain === 'quarter' || grain === 'year');
  return [...months, ...(isToToday ? ['all'] : []), ...(isWhole ? periods.map(({ period }) => period) : [])].map(
    (period) => ({ name, period }),
  );
}

function listMonthsBefore(to: string): string {
  const [year = 0, month = 1] = to.split('-').map(Number);
  return new Date(Date.UTC(year, month - DEFAULT_MONTHS, 1)).toISOString().slice(0, 10);
}
