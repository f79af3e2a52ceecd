import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { eventFunction } from '../../kernel/batch.ts';
import { systemClock } from '../../kernel/clock.ts';
import { domainEventDetail } from '../../kernel/domain-event.ts';
import { requireEnv } from '../../kernel/env.ts';
import { createProcessedEvents } from '../../kernel/processed-event.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createMeasurePoints } from '../measure-points.ts';

const metrics = new Metrics();
const processed = createProcessedEvents(connectTable(requireEnv('TABLE_NAME')), 'measure-points', systemClock);
const measurePoints = createMeasurePoints(processed, (metric, points) =>
  metrics.addMetric(metric, MetricUnit.Count, points),
);
const measureEvents = eventFunction(domainEventDetail, ({ name, detail }) => measurePoints(name, detail));

export const handler = async (event: Parameters<typeof measureEvents>[0]) => {
  const answer = await measureEvents(event);
  metrics.publishStoredMetrics();
  return answer;
};
