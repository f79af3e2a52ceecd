import { createApiKeys } from '../../kernel/api-key-store.ts';
import { requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { ok } from '../../kernel/result.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { listKeysRoute } from '../keys-api.ts';

const apiKeys = createApiKeys(connectTable(requireEnv('TABLE_NAME')));

export const handler = routeFunction(listKeysRoute, apiKeys, async () => ok({ keys: await apiKeys.list() }));
