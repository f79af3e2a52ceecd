import type { Grain } from '../../programmes/kpi.ts';
import { addDays, addMonths } from '../kernel/calendar.ts';

/** A stretch of days that a figure is told for; `from` and `to` are programme-zone dates, both included. */
export interface ReportPeriod {
  /** `2026-11-23`, `2026-W48`, `2026-11`, `2026-Q4` or `2026`. */
  readonly period: string;
  readonly from: string;
  readonly to: string;
}

const MONTHS_OF: Readonly<Record<'month' | 'quarter' | 'year', number>> = { month: 1, quarter: 3, year: 12 };

/** The periods of a grain that the days of a range lie in, whole ones at both ends. */
export function listPeriods(grain: Grain, from: string, to: string): readonly ReportPeriod[] {
  const periods: ReportPeriod[] = [];
  for (let first = startOfPeriod(grain, from); first <= to; ) {
    const next = startOfNext(grain, first);
    periods.push({ period: nameOf(grain, first), from: first, to: addDays(next, -1) });
    first = next;
  }
  return periods;
}

/** The months (`yyyy-mm`) that the days of a range lie in. */
export function listMonths(from: string, to: string): readonly string[] {
  return listPeriods('month', from, to).map(({ period }) => period);
}

/** Whether so many days after the end of a period have passed whole. */
export function isOver({ to }: Pick<ReportPeriod, 'to'>, daysAfter: number, today: string): boolean {
  return addDays(to, daysAfter) < today;
}

function startOfPeriod(grain: Grain, day: string): string {
  switch (grain) {
    case 'day':
      return day;
    case 'week':
      return addDays(day, 1 - weekday(day));
    case 'month':
      return `${day.slice(0, 7)}-01`;
    case 'quarter':
      return `${day.slice(0, 4)}-${String(quarterOf(day) * 3 - 2).padStart(2, '0')}-01`;
    case 'year':
      return `${day.slice(0, 4)}-01-01`;
  }
}

function startOfNext(grain: Grain, first: string): string {
  if (grain === 'day') return addDays(first, 1);
  if (grain === 'week') return addDays(first, 7);
  return addMonths(first, MONTHS_OF[grain]);
}

function nameOf(grain: Grain, first: string): string {
  switch (grain) {
    case 'day':
      return first;
    case 'week':
      return isoWeek(first);
    case 'month':
      return first.slice(0, 7);
    case 'quarter':
      return `${first.slice(0, 4)}-Q${quarterOf(first)}`;
    case 'year':
      return first.slice(0, 4);
  }
}

const quarterOf = (day: string): number => Math.ceil(Number(day.slice(5, 7)) / 3);

/** 1 is Monday, 7 Sunday. */
const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;

/** By ISO 8601 a week belongs to the year of its Thursday. */
function isoWeek(monday: string): string {
  const year = addDays(monday, 3).slice(0, 4);
  const firstMonday = startOfPeriod('week', `${year}-01-04`);
  const week = Math.round((Date.parse(monday) - Date.parse(firstMonday)) / (7 * 86_400_000)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}
