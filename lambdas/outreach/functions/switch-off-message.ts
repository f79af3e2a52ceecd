import { createApiKeys } from '../../kernel/api-key-store.ts';
import { systemClock as clock } from '../../kernel/clock.ts';
import { requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createSwitchOffMessage } from '../define-message.ts';
import { createDefinitionStore } from '../definition-store.ts';
import { knownNames } from '../known-names.ts';
import { switchOffMessageRoute } from '../outreach-api.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const ports = { definitions: createDefinitionStore(table), clock };
const switchOffMessage = createSwitchOffMessage(ports, knownNames(programme));

export const handler = routeFunction(switchOffMessageRoute, createApiKeys(table), ({ parameters, apiKey }) =>
  switchOffMessage(parameters.messageId, apiKey.keyId),
);
