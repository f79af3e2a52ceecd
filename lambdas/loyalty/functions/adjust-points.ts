import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createAdjustPoints } from '../adjust-points.ts';
import { createLedgerStore } from '../ledger-store.ts';
import { adjustPointsRoute } from '../points-api.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const ledger = createLedgerStore(table, createItemReader(table), { ...programme, dueShardCount, clock: systemClock });
const adjustPoints = createAdjustPoints(ledger, programme, systemClock);

export const handler = routeFunction(adjustPointsRoute, createApiKeys(table), (request) => {
  const { parameters, body, idempotency, apiKey } = request;
  return adjustPoints({
    ...parameters,
    ...body,
    requestKey: idempotency.key,
    requestHash: idempotency.requestHash,
    apiKey,
  });
});
