import { opensScope } from '../../kernel/api-key.ts';
import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock as clock } from '../../kernel/clock.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { createChannelStore } from '../channel-store.ts';
import { previewMessageRoute } from '../outreach-api.ts';
import { createPreviewMessage } from '../preview-message.ts';
import { createWatchChannels } from '../watch-channels.ts';
import { catalogue, connectRecipients, table } from './connect-outreach.ts';

const { readRecipient, settings } = await connectRecipients();
const { states } = createWatchChannels(createChannelStore(table), clock);
const previewMessage = createPreviewMessage({ catalogue, readRecipient, states, clock }, settings);

export const handler = routeFunction(previewMessageRoute, createApiKeys(table), ({ body, apiKey }) =>
  previewMessage(body, opensScope(apiKey.scopes, 'admin')),
);
