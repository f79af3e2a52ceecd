import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createLedgerStore } from '../ledger-store.ts';
import { reinstatePointsRoute } from '../points-api.ts';
import { createReinstatePoints } from '../reinstate-points.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const ledger = createLedgerStore(table, createItemReader(table), { ...programme, dueShardCount, clock: systemClock });
const reinstatePoints = createReinstatePoints(ledger, programme, systemClock);

export const handler = routeFunction(reinstatePointsRoute, createApiKeys(table), (request) => {
  const { parameters, body, idempotency, apiKey } = request;
  const { key: requestKey, requestHash } = idempotency;
  return reinstatePoints({ ...parameters, ...body, requestKey, requestHash, apiKey });
});
