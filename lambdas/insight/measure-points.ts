import type * as z from 'zod/mini';
import type { domainEventDetail } from '../kernel/domain-event.ts';
import type { ProcessedEvents } from '../kernel/processed-event.ts';

/** Adds to a metric; the unit is points. */
export type AddToMetric = (metric: string, points: number) => void;

/** Counts the points of a domain event in the metric of the event's name, once an event. */
export const createMeasurePoints =
  (processed: ProcessedEvents, addToMetric: AddToMetric) =>
  async (eventName: string, { id, data }: z.infer<typeof domainEventDetail>): Promise<void> => {
    const { memberId, points } = data;
    if (typeof points !== 'number') throw new Error(`event ${id} has no points`);
    if (await processed.claim(memberId, id)) addToMetric(eventName, points);
  };
