import { programmeMessages } from '../../../programmes/ready-messages.ts';
import { createApiKeys } from '../../kernel/api-key-store.ts';
import { requireEnv } from '../../kernel/env.ts';
import { routeFunction } from '../../kernel/http/route-function.ts';
import { programme } from '../../kernel/programme.ts';
import { ok } from '../../kernel/result.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createDefinitionStore } from '../definition-store.ts';
import { latestDefinitions } from '../message-catalogue.ts';
import { listMessagesRoute } from '../outreach-api.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const definitions = createDefinitionStore(table);

export const handler = routeFunction(listMessagesRoute, createApiKeys(table), async () => {
  const latest = latestDefinitions(programmeMessages(programme), await definitions.definitions());
  const messages = latest.map(({ body, ...each }) => ({ ...each, isOn: body !== undefined, message: body }));
  return ok({ messages });
});
