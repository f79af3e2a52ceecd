import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StreamRecord } from '../../../local/storage/engine.ts';
import { FAILED, MappingRig, numbersUpTo, OK, START_MS } from './mapping-rig.ts';
import { sequenceNumbers } from './records.ts';

test('whatever fails and however often, every record ends done or discarded, in order, and nothing is left', async () => {
  const settings = fc.record({
    count: fc.integer({ min: 1, max: 30 }),
    batchSize: fc.integer({ min: 1, max: 8 }),
    bisectsOnError: fc.boolean(),
    maxRetryAttempts: fc.integer({ min: 0, max: 3 }),
    poison: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }),
    faults: fc.array(fc.constantFrom<'fault' | 'ok' | 'report'>('fault', 'ok', 'report'), { maxLength: 40 }),
  });
  await fc.assert(
    fc.asyncProperty(settings, async ({ count, poison, faults, ...spec }) => {
      const done: number[] = [];
      const rig = new MappingRig(spec, ({ Records }) => {
        const numbers = sequenceNumbers(Records);
        const fault = faults.shift();
        if (fault === 'fault') return FAILED;
        const poisoned = numbers.findIndex((number) => poison.includes(number));
        const failedAt = fault === 'report' && poisoned === -1 ? numbers.length - 1 : poisoned;
        done.push(...(failedAt === -1 ? numbers : numbers.slice(0, failedAt)));
        const failures = failedAt === -1 ? [] : [{ itemIdentifier: String(numbers[failedAt]) }];
        return { ok: true, payload: { batchItemFailures: failures } };
      });
      rig.hand(numbersUpTo(Math.ceil(count / 2)));
      rig.hand(numbersUpTo(count).slice(Math.ceil(count / 2)));
      await rig.timeline.settle();
      const lost = rig.discarded.flatMap(({ DDBStreamBatchInfo: { startSequenceNumber, batchSize } }) =>
        Array.from({ length: Number(batchSize) }, (_, index) => Number(startSequenceNumber) + index),
      );
      expect(done).toEqual(done.toSorted((a, b) => a - b));
      expect([...done, ...lost].sort((a, b) => a - b)).toEqual(numbersUpTo(count));
      expect(rig.mapping.status()).toMatchObject({ done: done.length, discarded: lost.length, pending: 0 });
      expect(rig.checkpoints).toEqual({ 'shard-1': String(count) });
      expect(rig.work.isQuiet && rig.timeline.pending('work').length === 0).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('a shard has one batch in hand at a time, and shards do not wait for each other', async () => {
  const running = new Map<string, number>();
  let together = 0;
  const rig = new MappingRig({ batchSize: 2 }, async ({ Records }) => {
    const shard = sequenceNumbers(Records).every((number) => number < 100) ? 'a' : 'b';
    running.set(shard, (running.get(shard) ?? 0) + 1);
    expect(running.get(shard)).toBe(1);
    together = Math.max(
      together,
      [...running.values()].reduce((sum, count) => sum + count, 0),
    );
    await new Promise((resolve) => setTimeout(resolve, 1));
    running.set(shard, 0);
    return OK;
  });
  rig.hand([1, 2, 3, 4, 5], 'a');
  rig.hand([101, 102, 103], 'b');
  await rig.work.quiet();
  expect(together).toBe(2);
  expect(rig.checkpoints).toEqual({ a: '5', b: '103' });
});

test('records that no filter lets in are counted, passed over, and need no invocation', async () => {
  const isEven = (each: unknown) => Number((each as StreamRecord).dynamodb.SequenceNumber) % 2 === 0;
  const rig = new MappingRig({}, () => OK, isEven);
  rig.hand([1, 2, 3, 4, 5]);
  await rig.work.quiet();
  expect(rig.batches()).toEqual([[2, 4]]);
  expect(rig.mapping.status()).toMatchObject({ done: 2, skipped: 3 });
  expect(rig.checkpoints).toEqual({ 'shard-1': '5' });
});

test('a batch waits for its window to fill, on the moved clock, unless it is full before', async () => {
  const rig = new MappingRig({ batchSize: 3, batchingWindowSeconds: 60 }, () => OK);
  rig.hand([1, 2]);
  await rig.work.quiet();
  expect(rig.batches()).toEqual([]);
  rig.hand([3, 4]);
  await rig.work.quiet();
  expect(rig.batches()).toEqual([[1, 2, 3]]);
  await rig.timeline.advanceTo(START_MS + 61_000);
  expect(rig.batches()).toEqual([[1, 2, 3], [4]]);
  rig.hand([5]);
  await rig.work.quiet();
  expect(rig.batches()).toHaveLength(2);
});

test('a poisonous record is isolated by splitting, given up, and the rest goes on', async () => {
  const rig = new MappingRig({ bisectsOnError: true, maxRetryAttempts: 1 }, ({ Records }) =>
    sequenceNumbers(Records).includes(3) ? FAILED : OK,
  );
  rig.hand([1, 2, 3, 4]);
  await rig.timeline.settle();
  expect(rig.batches()).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [4]]);
  expect(rig.discarded.map(({ DDBStreamBatchInfo }) => DDBStreamBatchInfo)).toMatchObject([
    { shardId: 'shard-1', startSequenceNumber: '3', endSequenceNumber: '3', batchSize: 1 },
  ]);
});

test('a record that never succeeds is tried until it is too old, by the moved clock, and no longer', async () => {
  const rig = new MappingRig({ maxRecordAgeSeconds: 600 }, () => FAILED);
  rig.hand([1]);
  await rig.timeline.settle();
  expect(rig.discarded).toMatchObject([{ requestContext: { condition: 'RecordAgeExceeded' } }]);
  expect(rig.clock.now() - START_MS).toBeGreaterThan(600_000);
  expect(rig.clock.now() - START_MS).toBeLessThan(700_000);
  expect(rig.events.length).toBeGreaterThan(5);
});

test('what was given up counts as done, though what follows is still being tried', async () => {
  const rig = new MappingRig({ batchSize: 1, maxRetryAttempts: 1 }, () => FAILED);
  rig.hand([1, 2]);
  await rig.timeline.advanceTo(START_MS + 1_500);
  expect(rig.mapping.status()).toMatchObject({ discarded: 1, pending: 1 });
  expect(rig.checkpoints).toEqual({ 'shard-1': '1' });
});

test('a failure destination that refuses does not stop the stream', async () => {
  const rig = new MappingRig({ maxRetryAttempts: 0, batchSize: 1 }, ({ Records }) =>
    sequenceNumbers(Records).includes(1) ? FAILED : OK,
  );
  rig.discarded.push = () => {
    throw new Error('access denied');
  };
  rig.hand([1, 2]);
  await rig.timeline.settle();
  expect(rig.mapping.status()).toMatchObject({ done: 1, discarded: 1, pending: 0 });
});

test('nothing is invoked after the mapping has stopped', async () => {
  const rig = new MappingRig({ batchingWindowSeconds: 10 }, () => OK);
  rig.hand([1]);
  rig.mapping.stop();
  await rig.timeline.advanceTo(START_MS + 20_000);
  expect(rig.events).toEqual([]);
});
