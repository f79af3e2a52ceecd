import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { writeCsv } from '../../kernel/csv.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { csv, json } from '../../kernel/http/problem.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createCounterStore } from '../counter-store.ts';
import { reportWinBackRoute } from '../lifecycle-api.ts';
import { createReadReport } from '../read-report.ts';
import { reportWinBack } from '../win-back-report.ts';
import { WIN_BACK_COLUMNS, winBackRows } from '../win-back-rows.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const counters = createCounterStore(table, { shardCount: requireCountEnv('COUNTER_SHARD_COUNT'), clock: systemClock });
const build = reportWinBack(programme);
const readReport = createReadReport(counters, systemClock, programme.timeZone, ['journeys'], build);

export const handler = routeFunction(
  reportWinBackRoute,
  createApiKeys(table),
  ({ query }) => readReport(query),
  (report, { query }) =>
    query.format === 'csv' ? csv('win-back', writeCsv(WIN_BACK_COLUMNS, winBackRows(report))) : json(200, report),
);
