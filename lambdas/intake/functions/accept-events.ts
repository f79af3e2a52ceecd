import { createApiKeys } from '../../kernel/api-key-store.ts';
import { createBus } from '../../kernel/bus.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireEnv } from '../../kernel/env.ts';
import { apiFunction } from '../../kernel/http/api-function.ts';
import { apiKeyCheck, jsonBody } from '../../kernel/http/middlewares.ts';
import { json } from '../../kernel/http/problem.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createAcceptEvents } from '../accept-events.ts';

const apiKeys = createApiKeys(connectTable(requireEnv('TABLE_NAME')));
const acceptEvents = createAcceptEvents(createBus(requireEnv('BUS_NAME')), systemClock);

export const handler = apiFunction([jsonBody(), apiKeyCheck(apiKeys, ['server', 'client'])], async (request) =>
  json(200, await acceptEvents([request.json], request.apiKey?.kind ?? 'client')),
);
