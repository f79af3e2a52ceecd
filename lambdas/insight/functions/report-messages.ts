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
import { MESSAGE_COLUMNS, messageRows, reportMessages } from '../message-report.ts';
import { createReadFigures } from '../read-figures.ts';
import { reportMessagesRoute } from '../reports-api.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const counters = createCounterStore(table, { shardCount: requireCountEnv('COUNTER_SHARD_COUNT'), clock: systemClock });
const { currency, timeZone } = programme;
const readFigures = createReadFigures(counters, systemClock, timeZone);

export const handler = routeFunction(
  reportMessagesRoute,
  createApiKeys(table),
  async ({ query }) => {
    const read = await readFigures(query, ['messages']);
    if (!read.ok) return read;
    const { figures, periods, ...days } = read.value;
    return ok({ currency, timeZone, grain: query.grain, ...days, messages: reportMessages(figures, periods) });
  },
  (report, { query }) =>
    query.format === 'csv'
      ? csv('messages', writeCsv(MESSAGE_COLUMNS, messageRows(report.messages)))
      : json(200, report),
);
