import { addDays, dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { KPI_COUNTERS } from './figures.ts';
import { LATEST_DAYS, latestFigures } from './latest-figures.ts';
import type { createReadFigures } from './read-figures.ts';

/** Takes the value of a metric. */
export type AddMetric = (name: string, value: number) => void;

/** Publishes the figures of today. Doing it again publishes the same ones again. */
export const createPublishKpis =
  (readFigures: ReturnType<typeof createReadFigures>, addMetric: AddMetric, clock: Clock, timeZone: string) =>
  async (): Promise<void> => {
    const today = dayOf(clock().getTime(), timeZone);
    const read = await readFigures({ grain: 'month', from: addDays(today, -LATEST_DAYS), to: today }, KPI_COUNTERS);
    if (!read.ok) throw new Error(`figures of ${read.refusal.given} are not read: expected ${read.refusal.expected}`);
    for (const { id, value } of latestFigures(read.value.figures, today)) addMetric(id, value);
  };
