import { opensScope } from '../../kernel/api-key.ts';
import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { ok } from '../../kernel/result.ts';
import { readSecret } from '../../kernel/secret.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createChannelStore } from '../channel-store.ts';
import { showChannelsRoute } from '../outreach-api.ts';
import { createShowChannels } from '../show-channels.ts';
import { webhookSecrets } from '../webhook-secret.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const showChannels = createShowChannels(createChannelStore(table), systemClock);
const secrets = webhookSecrets(await readSecret(requireEnv('SECRET_ARN')), requireCountEnv('WEBHOOK_SECRET_VERSION'));

export const handler = routeFunction(showChannelsRoute, createApiKeys(table), async ({ apiKey }) => {
  const isAdmin = opensScope(apiKey.scopes, 'admin');
  return ok({ channels: await showChannels(), ...(isAdmin ? { webhookSecrets: secrets } : {}) });
});
