import { expect, test } from 'vitest';
import type { FunctionPool } from '../../../local/compute/function-pool.ts';
import { type InvocationResult, NO_LINEAGE } from '../../../local/compute/invoker.ts';
import { AsyncInvoker } from '../../../local/messaging/async-invoker.ts';
import { functionSpec } from '../function-spec.ts';
import { createRig } from '../rig.ts';

const FAILED: InvocationResult = { ok: false, error: { name: 'Error', message: 'no' } };

function createInvoker(results: InvocationResult[], onFailureArn: string | undefined) {
  const rig = createRig();
  const asyncInvoke = { maxRetryAttempts: 2, maxEventAgeSeconds: 3_600, onFailureArn };
  const spec = functionSpec('', { arn: 'function', asyncInvoke });
  const attemptsMs: number[] = [];
  const records: unknown[] = [];
  const pool = {
    spec: () => spec,
    invoke: async () => {
      attemptsMs.push(rig.clock.now());
      return results.shift() ?? FAILED;
    },
  } as unknown as FunctionPool;
  const sendOnFailure = (_: unknown, destination: string, record: unknown) => records.push({ destination, record });
  const invoker = new AsyncInvoker({ pool, timeline: rig.timeline, work: rig.work, logs: rig.logs, sendOnFailure });
  return { ...rig, invoker, attemptsMs, records };
}

test('a failed event is tried again after one minute and after two, and then sent to the failure destination', async () => {
  const { invoker, timeline, attemptsMs, records } = createInvoker([], 'dead');
  invoker.send('function', { due: 'now' }, NO_LINEAGE);
  await timeline.settle();
  const waits = attemptsMs.slice(1).map((at, index) => Math.round((at - (attemptsMs[index] ?? 0)) / 60_000));
  expect(waits).toEqual([1, 2]);
  expect(records).toEqual([
    {
      destination: 'dead',
      record: expect.objectContaining({
        requestPayload: { due: 'now' },
        requestContext: expect.objectContaining({ condition: 'RetriesExhausted', approximateInvokeCount: 3 }),
      }),
    },
  ]);
});

test('an event that works at the second try is done', async () => {
  const { invoker, timeline, attemptsMs, records } = createInvoker([FAILED, { ok: true, payload: null }], 'dead');
  invoker.send('function', {}, NO_LINEAGE);
  await timeline.settle();
  expect([attemptsMs.length, records.length]).toEqual([2, 0]);
});

test('an event that is lost for want of a destination is reported', async () => {
  const { invoker, timeline, warnings } = createInvoker([], undefined);
  invoker.send('function', {}, NO_LINEAGE);
  await timeline.settle();
  expect(warnings().at(-1)).toContain('has no failure destination');
});
