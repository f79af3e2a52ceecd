import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { writeCsv } from '../../kernel/csv.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { csv, json } from '../../kernel/http/problem.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createCounterStore } from '../counter-store.ts';
import { FUNNEL_COLUMNS, funnelRows, reportFunnel } from '../funnel-report.ts';
import { reportFunnelRoute } from '../lifecycle-api.ts';
import { createReadReport } from '../read-report.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const counters = createCounterStore(table, { shardCount: requireCountEnv('COUNTER_SHARD_COUNT'), clock: systemClock });
const readReport = createReadReport(counters, systemClock, programme.timeZone, ['funnel'], reportFunnel);

export const handler = routeFunction(
  reportFunnelRoute,
  createApiKeys(table),
  ({ query }) => readReport(query),
  (report, { query }) =>
    query.format === 'csv' ? csv('funnel', writeCsv(FUNNEL_COLUMNS, funnelRows(report))) : json(200, report),
);
