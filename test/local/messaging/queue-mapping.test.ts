import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type InvocationResult, type Lineage, NO_LINEAGE } from '../../../local/compute/invoker.ts';
import type { QueueMappingSpec, QueueSpec } from '../../../local/deployment.ts';
import { Queue } from '../../../local/messaging/queue.ts';
import { QueueMapping, RECURSION_HOPS_MAX } from '../../../local/messaging/queue-mapping.ts';
import { functionSpec } from '../function-spec.ts';
import { createRig } from '../rig.ts';

interface SqsEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

type Handle = (bodies: string[], event: SqsEvent, lineage: Lineage) => InvocationResult;

const DONE: InvocationResult = { ok: true, payload: { batchItemFailures: [] } };

/** A queue with its dead-letter queue, read by a function that is a callback here. */
function createConsumer(handle: Handle, overrides: Partial<QueueMappingSpec> = {}, allowsRecursion = false) {
  const rig = createRig();
  const place = { stack: 'test', logicalId: 'Queue', delaySeconds: 0, retentionSeconds: 345_600, policy: [] };
  const deadSpec: QueueSpec = {
    ...place,
    path: 'test/Dead',
    arn: 'dead',
    name: 'dead',
    visibilityTimeoutSeconds: 30,
    redrive: undefined,
  };
  const redrive = { deadLetterQueueArn: 'dead', maxReceiveCount: 3 };
  const spec: QueueSpec = {
    ...place,
    path: 'test/Queue',
    arn: 'queue',
    name: 'queue',
    visibilityTimeoutSeconds: 60,
    redrive,
  };
  const dead = new Queue(deadSpec, rig.timeline, rig.logs, () => undefined);
  const queue = new Queue(spec, rig.timeline, rig.logs, () => dead);
  const batches: string[][] = [];
  const mapping: QueueMappingSpec = {
    ...place,
    path: 'test/Mapping',
    arn: 'mapping',
    functionArn: 'function',
    sourceArn: 'queue',
    isEnabled: true,
    batchSize: 10,
    batchingWindowSeconds: 0,
    reportsBatchItemFailures: true,
    filters: [],
    maxConcurrency: undefined,
    ...overrides,
  };
  new QueueMapping({
    spec: mapping,
    queue,
    functionSpec: functionSpec('', { allowsRecursion, arn: 'function' }),
    invoker: {
      invoke: async (_, event, lineage) => {
        const bodies = (event as SqsEvent).Records.map(({ body }) => body);
        batches.push(bodies);
        return handle(bodies, event as SqsEvent, lineage);
      },
    },
    timeline: rig.timeline,
    work: rig.work,
    logs: rig.logs,
    region: 'eu-west-1',
    matchesFilters: () => true,
  });
  const send = (body: string, lineage: Lineage = NO_LINEAGE) => queue.send(body, { lineage });
  return { ...rig, queue, dead, batches, send };
}

const failing =
  (isBad: (body: string) => boolean): Handle =>
  (_, { Records }) => ({
    ok: true,
    payload: {
      batchItemFailures: Records.filter(({ body }) => isBad(body)).map(({ messageId }) => ({
        itemIdentifier: messageId,
      })),
    },
  });

test('whatever fails for good, each message ends done or dead, none twice done and none lost', async () => {
  const message = fc.record({ body: fc.string({ minLength: 1 }), failures: fc.integer({ min: 0, max: 5 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 30 }), async (messages) => {
      const left = new Map(messages.map(({ failures }, index) => [String(index), failures]));
      const done: string[] = [];
      const consumer = createConsumer((bodies, event) => {
        const result = failing((body) => (left.get(body) ?? 0) > 0)(bodies, event, NO_LINEAGE);
        for (const body of bodies) {
          const failures = left.get(body) ?? 0;
          if (failures === 0) done.push(body);
          left.set(body, failures - 1);
        }
        return result;
      });
      for (const index of messages.keys()) consumer.send(String(index));
      await consumer.timeline.settle();
      const dead = consumer.dead.contents().map(({ body }) => body);
      expect([...done, ...dead].sort()).toEqual(messages.map((_, index) => String(index)).sort());
      expect(dead.sort()).toEqual(
        [...messages.keys()]
          .filter((index) => (messages[index]?.failures ?? 0) >= 3)
          .map(String)
          .sort(),
      );
      consumer.timeline.stop();
    }),
    { numRuns: 50 },
  );
});

test('batches hold no more than their size', async () => {
  const { send, timeline, batches } = createConsumer(() => DONE);
  for (let index = 0; index < 25; index += 1) send(String(index));
  await timeline.settle();
  expect(batches.map(({ length }) => length)).toEqual([10, 10, 5]);
});

test('a window gathers messages until it is over or the batch is full', async () => {
  const { send, timeline, clock, batches } = createConsumer(() => DONE, { batchingWindowSeconds: 20, batchSize: 3 });
  send('a');
  await timeline.advanceTo(clock.now() + 10_000);
  expect(batches).toEqual([]);
  send('b');
  await timeline.advanceTo(clock.now() + 11_000);
  expect(batches).toEqual([['a', 'b']]);
  for (const body of ['c', 'd', 'e']) send(body);
  await timeline.advanceTo(clock.now() + 1);
  expect(batches.at(-1)).toEqual(['c', 'd', 'e']);
});

test('a failed message waits out its visibility timeout on the moved clock', async () => {
  const { send, timeline, clock, batches } = createConsumer(() => ({
    ok: false,
    error: { name: 'Error', message: 'no' },
  }));
  send('a');
  await timeline.advanceTo(clock.now() + 59_000);
  expect(batches).toHaveLength(1);
  await timeline.advanceTo(clock.now() + 2_000);
  expect(batches).toHaveLength(2);
});

test('an answer that names an unknown message fails the whole batch', async () => {
  const { send, timeline, dead } = createConsumer(() => ({
    ok: true,
    payload: { batchItemFailures: [{ itemIdentifier: 'x' }] },
  }));
  send('a');
  send('b');
  await timeline.settle();
  expect(dead.depth().visible).toBe(2);
});

test.each([['x'], [{}], [[null]], [[{}]]])(
  'the report %j can not be read, and fails the whole batch',
  async (batchItemFailures) => {
    const { send, timeline, dead } = createConsumer(() => ({ ok: true, payload: { batchItemFailures } }));
    send('a');
    await timeline.settle();
    expect(dead.depth().visible).toBe(1);
  },
);

test('without ReportBatchItemFailures the failed are lost, and that is said', async () => {
  const { send, timeline, queue, warnings } = createConsumer(
    failing(() => true),
    { reportsBatchItemFailures: false },
  );
  send('a');
  await timeline.settle();
  expect(queue.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  expect(warnings()).toEqual([expect.stringContaining('does not ask for ReportBatchItemFailures')]);
});

test('a function that continues itself is stopped after 16 hops, unless it allows recursion', async () => {
  for (const allowsRecursion of [false, true]) {
    let runs = 0;
    const consumer = createConsumer(
      (_, __, lineage) => {
        runs += 1;
        if (runs < 40) consumer.send('again', new Map(lineage).set('function', (lineage.get('function') ?? 0) + 1));
        return DONE;
      },
      {},
      allowsRecursion,
    );
    consumer.send('begin');
    await consumer.timeline.settle();
    expect(runs).toBe(allowsRecursion ? 40 : RECURSION_HOPS_MAX);
    expect(consumer.dead.depth().visible).toBe(allowsRecursion ? 0 : 1);
    expect(consumer.warnings().some((line) => line.includes('recursive loop stopped'))).toBe(!allowsRecursion);
  }
});
