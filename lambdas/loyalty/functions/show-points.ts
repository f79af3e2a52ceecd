import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createLedgerStore } from '../ledger-store.ts';
import { showPointsRoute } from '../points-api.ts';
import { createRewardStore } from '../reward-store.ts';
import { createShowPoints } from '../show-points.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const reader = createItemReader(table);
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const ledger = createLedgerStore(table, reader, { ...programme, dueShardCount, clock: systemClock });
const ports = { ledger, rewards: createRewardStore(table, reader), clock: systemClock };
const showPoints = createShowPoints(ports, programme);

export const handler = routeFunction(showPointsRoute, createApiKeys(table), ({ parameters }) =>
  showPoints(parameters.memberId),
);
