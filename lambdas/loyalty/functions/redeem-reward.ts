import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createLedgerStore } from '../ledger-store.ts';
import { createRedeemReward } from '../redeem-reward.ts';
import { redeemRewardRoute } from '../reward-api.ts';
import { createRewardStore } from '../reward-store.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const reader = createItemReader(table);
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const ledger = createLedgerStore(table, reader, { ...programme, dueShardCount, clock: systemClock });
const ports = { ledger, rewards: createRewardStore(table, reader), clock: systemClock };
const redeemReward = createRedeemReward(ports, programme);

export const handler = routeFunction(redeemRewardRoute, createApiKeys(table), ({ parameters, body, idempotency }) => {
  const { key: requestKey, requestHash } = idempotency;
  return redeemReward({ ...parameters, ...body, requestKey, requestHash });
});
