import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createEntryListStore } from '../entry-list-store.ts';
import { createLedgerStore } from '../ledger-store.ts';
import { createOrderStore } from '../order-store.ts';
import { showOrderLedgerRoute } from '../points-api.ts';
import { createShowOrderLedger } from '../show-order-ledger.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const reader = createItemReader(table);
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const ledger = createLedgerStore(table, reader, { ...programme, dueShardCount, clock: systemClock });
const ports = { orders: createOrderStore(table, reader), ledger, list: createEntryListStore(table) };
const showOrderLedger = createShowOrderLedger(ports, programme);

export const handler = routeFunction(showOrderLedgerRoute, createApiKeys(table), ({ parameters }) =>
  showOrderLedger(parameters.orderId),
);
