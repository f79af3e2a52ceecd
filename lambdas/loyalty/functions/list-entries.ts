import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createEntryListStore } from '../entry-list-store.ts';
import { createLedgerStore } from '../ledger-store.ts';
import { createListEntries } from '../list-entries.ts';
import { listEntriesRoute } from '../points-api.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const ledger = createLedgerStore(table, createItemReader(table), { ...programme, dueShardCount, clock: systemClock });
const listEntries = createListEntries(ledger, createEntryListStore(table));

export const handler = routeFunction(listEntriesRoute, createApiKeys(table), ({ parameters, query }) =>
  listEntries(parameters.memberId, query.limit, query.cursor),
);
