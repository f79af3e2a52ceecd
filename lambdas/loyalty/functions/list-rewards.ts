import { createApiKeys } from '../../kernel/api-key-store.ts';
import { requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { ok } from '../../kernel/result.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { listRewardsRoute } from '../reward-api.ts';
import { createRewardStore } from '../reward-store.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const rewards = createRewardStore(table, createItemReader(table));

export const handler = routeFunction(listRewardsRoute, createApiKeys(table), async () =>
  ok({ rewards: await rewards.rewards() }),
);
