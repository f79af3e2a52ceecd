import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { parseAmount } from '../../kernel/money.ts';
import { programme } from '../../kernel/programme.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createLedgerStore } from '../ledger-store.ts';
import { createRedeemPoints } from '../redeem-points.ts';
import { redeemPointsRoute } from '../redemption-api.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const ledger = createLedgerStore(table, createItemReader(table), { ...programme, dueShardCount, clock: systemClock });
const redeemPoints = createRedeemPoints(ledger, programme, systemClock);

export const handler = routeFunction(redeemPointsRoute, createApiKeys(table), async (request) => {
  const { parameters, body, idempotency } = request;
  const total = parseAmount(body.orderTotal, programme.currency);
  if (!total.ok) return total;
  const { key: requestKey, requestHash } = idempotency;
  return redeemPoints({ ...parameters, ...body, orderTotal: total.value, requestKey, requestHash });
});
