import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { logger } from '../../kernel/log.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createChannelStore } from '../channel-store.ts';
import { resumeChannelRoute } from '../outreach-api.ts';
import { createResumeChannel } from '../show-channels.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const resumeChannel = createResumeChannel(createChannelStore(table), systemClock);

export const handler = routeFunction(resumeChannelRoute, createApiKeys(table), ({ parameters, apiKey }) => {
  logger.warn('a channel sends again', { channel: parameters.channel, keyId: apiKey.keyId });
  return resumeChannel(parameters.channel);
});
