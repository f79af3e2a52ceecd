import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createLedgerStore } from '../ledger-store.ts';
import { createOrderStore } from '../order-store.ts';
import { commitRedemptionRoute } from '../redemption-api.ts';
import { createCommitRedemption } from '../settle-redemption.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const reader = createItemReader(table);
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const ledger = createLedgerStore(table, reader, { ...programme, dueShardCount, clock: systemClock });
const orders = createOrderStore(table, reader);
const commit = createCommitRedemption({ ledger, orders, clock: systemClock, timeZone: programme.timeZone });

export const handler = routeFunction(commitRedemptionRoute, createApiKeys(table), ({ parameters }) =>
  commit(parameters.memberId, parameters.redemptionId),
);
