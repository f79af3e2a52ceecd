import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { programme } from '../../kernel/programme.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createCounterStore } from '../counter-store.ts';
import { createPublishKpis } from '../publish-kpis.ts';
import { createReadFigures } from '../read-figures.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const counters = createCounterStore(table, { shardCount: requireCountEnv('COUNTER_SHARD_COUNT'), clock: systemClock });
const readFigures = createReadFigures(counters, systemClock, programme.timeZone);
const metrics = new Metrics();
const addMetric = (name: string, value: number) => metrics.addMetric(name, MetricUnit.NoUnit, value);
const publishKpis = createPublishKpis(readFigures, addMetric, systemClock, programme.timeZone);

export const handler = async (): Promise<void> => {
  await publishKpis();
  metrics.publishStoredMetrics();
};
