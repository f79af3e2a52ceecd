import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock as clock } from '../../kernel/clock.ts';
import { requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createDefineMessage } from '../define-message.ts';
import { createDefinitionStore } from '../definition-store.ts';
import { knownNames } from '../known-names.ts';
import { defineMessageRoute } from '../outreach-api.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const defineMessage = createDefineMessage({ definitions: createDefinitionStore(table), clock }, knownNames(programme));

export const handler = routeFunction(defineMessageRoute, createApiKeys(table), ({ parameters, body, apiKey }) =>
  defineMessage(parameters.messageId, body, apiKey.keyId),
);
