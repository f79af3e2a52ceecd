import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { writeCsv } from '../../kernel/csv.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { csv, json } from '../../kernel/http/problem.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createCounterStore } from '../counter-store.ts';
import { createReadReport } from '../read-report.ts';
import { reportServiceRoute } from '../service-api.ts';
import { reportService } from '../service-report.ts';
import { SERVICE_COLUMNS, serviceRows } from '../service-rows.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const counters = createCounterStore(table, { shardCount: requireCountEnv('COUNTER_SHARD_COUNT'), clock: systemClock });
const build = reportService(programme);
const readReport = createReadReport(counters, systemClock, programme.timeZone, ['service', 'recoveries'], build);

export const handler = routeFunction(
  reportServiceRoute,
  createApiKeys(table),
  ({ query }) => readReport(query),
  (report, { query }) =>
    query.format === 'csv' ? csv('service', writeCsv(SERVICE_COLUMNS, serviceRows(report))) : json(200, report),
);
