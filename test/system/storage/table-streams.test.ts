import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Deployment, StreamMappingSpec } from '../../../local/deployment.ts';
import type { StreamRecord } from '../../../local/storage/engine.ts';
import { TableStreams, type TableStreamsSettings } from '../../../local/storage/table-streams.ts';
import { FUNCTION_ARN, mappingSpec } from '../../local/storage/records.ts';
import { partitionOf, StorageRig } from './storage-rig.ts';
import { EXAMPLE_STREAM_ARN } from './table-of.ts';

let rig: StorageRig;
beforeEach(async () => {
  rig = await StorageRig.start();
});
afterEach(() => rig.stop());

function tableStreams(spec: Partial<StreamMappingSpec>, settings: Partial<TableStreamsSettings>): TableStreams {
  const { table, engine, clock, timeline, work, logs } = rig;
  const deployment: Deployment = {
    region: 'eu-west-1',
    accountId: '111122223333',
    tables: [table],
    streamMappings: [mappingSpec({ sourceArn: EXAMPLE_STREAM_ARN, ...spec })],
    buckets: [],
    buses: [],
    rules: [],
    queues: [],
    topics: [],
    subscriptions: [],
    configurationSets: [],
    logSubscriptions: [],
    secrets: [],
    functions: [],
    queueMappings: [],
    schedules: [],
    httpApis: [],
    roles: [],
    ignored: [],
  };
  const invoker = { invoke: async () => ({ ok: true, payload: null }) as const };
  const access = { authorize: () => undefined };
  const sendOnFailure = () => undefined;
  return new TableStreams({
    ...{ deployment, engine, clock, timeline, work, logs, invoker, access, sendOnFailure },
    ...settings,
  });
}

test('a write reaches the function whose filter lets it in, and an expired item is deleted', async () => {
  const handed: StreamRecord[] = [];
  const streams = tableStreams(
    { filters: [{ eventName: ['INSERT'], dynamodb: { NewImage: { entityType: { S: ['LedgerEntry'] } } } }] },
    {
      invoker: {
        invoke: async (functionArn, event) => {
          expect(functionArn).toBe(FUNCTION_ARN);
          handed.push(...(event as { Records: StreamRecord[] }).Records);
          return { ok: true, payload: null };
        },
      },
    },
  );
  await streams.start();
  const expiry = { ttlEpochSeconds: { N: String(Math.floor(rig.clock.now() / 1000) + 60) } };
  await rig.put('p-entry', { entityType: { S: 'LedgerEntry' }, ...expiry });
  await rig.put('p-points', { entityType: { S: 'PointsBalance' } });
  streams.notifyWrite(new Set(['example']));
  await rig.work.quiet();
  expect(handed.map(partitionOf)).toEqual(['p-entry']);
  await rig.timeline.advanceTo(rig.clock.now() + 2 * 86_400_000);
  expect([await rig.has('p-entry'), await rig.has('p-points')]).toEqual([false, true]);
  expect(streams.status()).toMatchObject([{ done: 1, skipped: 2, pending: 0 }]);
  await streams.stop();
});

test('what was being retried when the system stopped is tried again by the next one', async () => {
  const first = tableStreams(
    {},
    {
      invoker: { invoke: async () => ({ ok: false, error: { name: 'Error', message: 'broken' } }) },
    },
  );
  await first.start();
  await rig.put('p-1');
  first.notifyWrite(new Set(['example']));
  await rig.work.quiet();
  const kept = JSON.parse(JSON.stringify(first.snapshot()));
  await first.stop();

  const handed: string[] = [];
  const second = tableStreams(
    {},
    {
      invoker: {
        invoke: async (_, event) => {
          handed.push(...(event as { Records: StreamRecord[] }).Records.map(partitionOf));
          return { ok: true, payload: null };
        },
      },
    },
  );
  await second.start(kept);
  await rig.work.quiet();
  expect(handed).toEqual(['p-1']);
  await second.stop();
});

test('a function that may not read the stream, or a stream that is not in the templates, is refused at the start', () => {
  const authorize = (functionArn: string, action: string): void => {
    throw new Error(`${functionArn} may not ${action}`);
  };
  expect(() => tableStreams({}, { access: { authorize } })).toThrow(/publish may not dynamodb:DescribeStream/);
  expect(() => tableStreams({ sourceArn: 'arn:other' }, {})).toThrow(
    'Example/Mapping reads arn:other, which is no stream',
  );
});
