import { createApiKeys } from '../../kernel/api-key-store.ts';
import { requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { ok, refuse } from '../../kernel/result.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { defineRewardRoute } from '../reward-api.ts';
import { createRewardStore } from '../reward-store.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const rewards = createRewardStore(table, createItemReader(table));

export const handler = routeFunction(defineRewardRoute, createApiKeys(table), async ({ parameters, body }) => {
  const reward = { ...parameters, ...body };
  return (await rewards.define(reward)) === 'DEFINED' ? ok(reward) : refuse({ code: 'STOCK_BELOW_ISSUED' });
});
