import type { Clock } from '../kernel/clock.ts';
import { ok } from '../kernel/result.ts';
import type { CounterStore } from './counter-store.ts';
import type { CounterName, Figures } from './figures.ts';
import { createReadFigures, type ReportRange } from './read-figures.ts';
import type { ReportPeriod } from './reporting-period.ts';

/** What a report says of figures by period. `today` is a programme-zone date. */
type Build<Report> = (figures: Figures, periods: readonly ReportPeriod[], today: string) => Report;

/** A report of a range: the counters that it is made of are read, and what it says goes out with the days that it is of. */
export function createReadReport<Report extends object>(
  counters: Pick<CounterStore, 'period'>,
  clock: Clock,
  timeZone: string,
  names: readonly CounterName[],
  build: Build<Report>,
) {
  const readFigures = createReadFigures(counters, clock, timeZone);
  return async (range: ReportRange) => {
    const read = await readFigures(range, names);
    if (!read.ok) return read;
    const { figures, periods, ...days } = read.value;
    return ok({ timeZone, grain: range.grain, ...days, ...build(figures, periods, days.today) });
  };
}
