import { RETENTION_DAYS } from '../../../programmes/kpi.ts';
import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { writeCsv } from '../../kernel/csv.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { csv, json } from '../../kernel/http/problem.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { ok } from '../../kernel/result.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { COHORT_COLUMNS, cohortRows, reportCohorts } from '../cohort-report.ts';
import { createCounterStore } from '../counter-store.ts';
import { createReadFigures } from '../read-figures.ts';
import { reportCohortsRoute } from '../reports-api.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const counters = createCounterStore(table, { shardCount: requireCountEnv('COUNTER_SHARD_COUNT'), clock: systemClock });
const { timeZone } = programme;
const readFigures = createReadFigures(counters, systemClock, timeZone);

export const handler = routeFunction(
  reportCohortsRoute,
  createApiKeys(table),
  async ({ query }) => {
    const read = await readFigures(query, ['cohort']);
    if (!read.ok) return read;
    const { figures, periods, ...days } = read.value;
    const report = reportCohorts(figures, periods, days.today);
    return ok({ timeZone, grain: query.grain, ...days, days: [...RETENTION_DAYS], ...report });
  },
  (report, { query }) =>
    query.format === 'csv' ? csv('cohorts', writeCsv(COHORT_COLUMNS, cohortRows(report))) : json(200, report),
);
