import { randomBytes } from 'node:crypto';
import { createApiKeys } from '../../kernel/api-key-store.ts';
import { requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createCreateKey } from '../create-key.ts';
import { createKeyRoute } from '../keys-api.ts';

const apiKeys = createApiKeys(connectTable(requireEnv('TABLE_NAME')));
const createKey = createCreateKey(apiKeys, randomBytes);

export const handler = routeFunction(createKeyRoute, apiKeys, ({ body }) => createKey(body));
