import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { writeCsv } from '../../kernel/csv.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { csv, json } from '../../kernel/http/problem.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { ok } from '../../kernel/result.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createCounterStore } from '../counter-store.ts';
import { KPI_COUNTERS } from '../figures.ts';
import { KPI_COLUMNS, kpiRows, reportKpis } from '../kpi-report.ts';
import { createReadFigures } from '../read-figures.ts';
import { reportKpisRoute } from '../reports-api.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const counters = createCounterStore(table, { shardCount: requireCountEnv('COUNTER_SHARD_COUNT'), clock: systemClock });
const { currency, timeZone, targets } = programme;
const readFigures = createReadFigures(counters, systemClock, timeZone);

export const handler = routeFunction(
  reportKpisRoute,
  createApiKeys(table),
  async ({ query }) => {
    const read = await readFigures(query, KPI_COUNTERS);
    if (!read.ok) return read;
    const { figures, periods, ...days } = read.value;
    const kpis = reportKpis(figures, query.grain, periods, days.today, targets);
    return ok({ currency, timeZone, grain: query.grain, ...days, kpis });
  },
  (report, { query }) =>
    query.format === 'csv' ? csv('kpis', writeCsv(KPI_COLUMNS, kpiRows(report.kpis))) : json(200, report),
);
