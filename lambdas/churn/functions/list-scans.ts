import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { writeCsv } from '../../kernel/csv.ts';
import { requireEnv } from '../../kernel/env.ts';
import { csv, json } from '../../kernel/http/problem.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { listScansRoute } from '../churn-api.ts';
import { createListScans } from '../list-scans.ts';
import { SCAN_FIGURES } from '../scan-report.ts';
import { createScanReportStore } from '../scan-report-store.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const listScans = createListScans(createScanReportStore(table), systemClock, programme.timeZone);
const columns = ['day', ...SCAN_FIGURES] as const;

export const handler = routeFunction(
  listScansRoute,
  createApiKeys(table),
  ({ query }) => listScans(query),
  (answer, { query }) =>
    query.format === 'csv'
      ? csv(
          'churn-scans',
          writeCsv(
            columns,
            answer.scans.map((scan) => columns.map((column) => scan[column])),
          ),
        )
      : json(200, answer),
);
