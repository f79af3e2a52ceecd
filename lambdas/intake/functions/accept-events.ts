import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { createApiKeys } from '../../kernel/api-key-store.ts';
import { createBus } from '../../kernel/bus.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { apiFunction } from '../../kernel/http/api-function.ts';
import { apiKeyCheck, jsonBody, signatureCheck } from '../../kernel/http/middlewares.ts';
import { HttpProblem, json } from '../../kernel/http/problem.ts';
import { programme } from '../../kernel/programme.ts';
import { createRecordRejection } from '../../kernel/rejection.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createAcceptEvents } from '../accept-events.ts';
import { createApplyTraits } from '../apply-traits.ts';
import { createContactStore } from '../contact-store.ts';
import { intakeSettings } from '../intake-settings.ts';
import { readTrackingBody, trackingRoute } from '../tracking-body.ts';
import { senderOf } from '../trust.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const metrics = new Metrics();
const bus = createBus(requireEnv('BUS_NAME'));
const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
const contacts = createContactStore(table, { ...programme, dueShardCount, clock: systemClock });
const applyTraits = createApplyTraits(contacts);
const recordRejection = createRecordRejection(table, systemClock);
const countUnknown = (events: number) => {
  if (events > 0) metrics.addMetric('UnknownEvents', MetricUnit.Count, events);
  metrics.publishStoredMetrics();
};
const ports = { bus, applyTraits, recordRejection, clock: systemClock, countUnknown };
const acceptEvents = createAcceptEvents(ports, intakeSettings(programme));
const keyCheck = apiKeyCheck(createApiKeys(table), ['server', 'client']);

export const handler = apiFunction([jsonBody(), keyCheck, signatureCheck(systemClock)], async (request) => {
  const body = readTrackingBody(trackingRoute(request.rawPath) ?? 'batch', request.json);
  if (!body.ok) {
    const { status, ...problem } = body.refusal;
    throw new HttpProblem(status, problem);
  }
  if (request.apiKey === undefined) throw new Error('the route has no check of keys');
  return json(200, await acceptEvents(body.value.calls, body.value.type, senderOf(request.apiKey)));
});
