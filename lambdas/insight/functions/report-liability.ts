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
import { reportLiabilityRoute } from '../liability-api.ts';
import { LIABILITY_COLUMNS, liabilityCells, liabilityRows } from '../liability-rows.ts';
import { createReadLiability } from '../read-liability.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const counters = createCounterStore(table, { shardCount: requireCountEnv('COUNTER_SHARD_COUNT'), clock: systemClock });
const readLiability = createReadLiability(counters, programme, systemClock);

export const handler = routeFunction(
  reportLiabilityRoute,
  createApiKeys(table),
  async () => ok(await readLiability()),
  (report, { query }) =>
    query.format === 'csv'
      ? csv('liability', writeCsv(LIABILITY_COLUMNS, liabilityCells(liabilityRows(report))))
      : json(200, report),
);
