import { createApiKeys } from '../../kernel/api-key-store.ts';
import { requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { revokeKeyRoute } from '../keys-api.ts';
import { createRevokeKey } from '../revoke-key.ts';

const apiKeys = createApiKeys(connectTable(requireEnv('TABLE_NAME')));
const revokeKey = createRevokeKey(apiKeys);

export const handler = routeFunction(revokeKeyRoute, apiKeys, ({ parameters, apiKey }) =>
  revokeKey(parameters.keyId, apiKey.keyId),
);
