import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { createApiKeys } from '../../kernel/api-key-store.ts';
import { createBus } from '../../kernel/bus.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireEnv } from '../../kernel/env.ts';
import { apiFunction } from '../../kernel/http/api-function.ts';
import { apiKeyCheck, jsonBody, signatureCheck } from '../../kernel/http/middlewares.ts';
import { HttpProblem, json } from '../../kernel/http/problem.ts';
import { isIdentityToken } from '../../kernel/identity-token.ts';
import { programme } from '../../kernel/programme.ts';
import { createRecordRejection } from '../../kernel/rejection.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createAcceptEvents } from '../accept-events.ts';
import { createApplyTraits } from '../apply-traits.ts';
import { createContactStore } from '../contact-store.ts';
import { intakeSettings } from '../intake-settings.ts';
import { readTrackingBody, trackingRoute } from '../tracking-body.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const apiKeys = createApiKeys(table);
const metrics = new Metrics();
const acceptEvents = createAcceptEvents(
  {
    bus: createBus(requireEnv('BUS_NAME')),
    applyTraits: createApplyTraits(createContactStore(table)),
    recordRejection: createRecordRejection(table, systemClock),
    clock: systemClock,
    countUnknown: (events) => {
      if (events > 0) metrics.addMetric('UnknownEvents', MetricUnit.Count, events);
      metrics.publishStoredMetrics();
    },
  },
  intakeSettings(programme),
);

const checks = [jsonBody(), apiKeyCheck(apiKeys, ['server', 'client']), signatureCheck(systemClock)];

export const handler = apiFunction(checks, async (request) => {
  const route = trackingRoute(request.rawPath);
  const body = readTrackingBody(route ?? 'batch', request.json);
  if (!body.ok) {
    const isLarge = body.refusal.code === 'BATCH_TOO_LARGE';
    const title = isLarge ? 'the batch is too large' : 'the body can not be read';
    throw new HttpProblem(isLarge ? 413 : 400, { title, ...body.refusal });
  }
  const { kind = 'client', signingSecret } = request.apiKey ?? {};
  const vouchesFor = (userId: string, token: string) =>
    signingSecret !== undefined && isIdentityToken(token, userId, signingSecret);
  return json(200, await acceptEvents(body.value.calls, body.value.type, { kind, vouchesFor }));
});
