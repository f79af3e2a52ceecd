import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InvocationResult } from '../../../local/compute/invoker.ts';
import { LogBook } from '../../../local/compute/log-book.ts';
import type { StreamMappingSpec } from '../../../local/deployment.ts';
import type { StreamRecord } from '../../../local/storage/engine.ts';
import { StreamMapping } from '../../../local/storage/stream-mapping.ts';
import type { StreamSubscriber } from '../../../local/storage/stream-source.ts';
import { MovableClock } from '../../../local/time/clock.ts';
import { Timeline } from '../../../local/time/timeline.ts';
import { Work } from '../../../local/time/work.ts';
import { DESTINATION_ARN, mappingSpec, record, sequenceNumbers } from './records.ts';

const START_MS = Date.parse('2030-03-01T10:00:00Z');
const OK: InvocationResult = { ok: true, payload: null };
const FAILED: InvocationResult = { ok: false, error: { name: 'Error', message: 'broken' } };

interface StreamEvent {
  readonly Records: readonly StreamRecord[];
  readonly window?: { readonly start: string; readonly end: string };
  readonly state?: Record<string, number>;
  readonly shardId?: string;
  readonly isFinalInvokeForWindow?: boolean;
  readonly isWindowTerminatedEarly?: boolean;
}

/** A mapping whose function and stream are the test's own. */
class MappingRig {
  readonly clock = new MovableClock();
  readonly work = new Work();
  readonly timeline = new Timeline(this.clock, this.work);
  readonly events: StreamEvent[] = [];
  readonly discarded: { readonly DDBStreamBatchInfo: Record<string, unknown> }[] = [];
  readonly checkpoints: Record<string, string> = {};
  readonly mapping: StreamMapping;
  #subscriber: StreamSubscriber | undefined;

  constructor(
    spec: Partial<StreamMappingSpec>,
    invoke: (event: StreamEvent) => InvocationResult | Promise<InvocationResult>,
    matchesFilters: (record: unknown) => boolean = () => true,
  ) {
    this.clock.moveTo(START_MS);
    this.mapping = new StreamMapping({
      spec: mappingSpec(spec),
      source: {
        subscribe: (subscriber) => {
          this.#subscriber = subscriber;
          return {
            checkpoint: (shardId, sequenceNumber) => Object.assign(this.checkpoints, { [shardId]: sequenceNumber }),
          };
        },
      },
      invoker: {
        invoke: async (_, event) => {
          this.events.push(event as StreamEvent);
          return invoke(event as StreamEvent);
        },
      },
      timeline: this.timeline,
      work: this.work,
      logs: new LogBook(this.clock),
      matchesFilters,
      sendOnFailure: (destinationArn, message) => {
        expect(destinationArn).toBe(DESTINATION_ARN);
        this.discarded.push(message as { DDBStreamBatchInfo: Record<string, unknown> });
      },
    });
  }

  /** Hands records over as the source would, created now. */
  hand(numbers: readonly number[], shardId = 'shard-1'): void {
    const nowSeconds = Math.floor(this.clock.now() / 1000);
    this.#subscriber?.handle(
      numbers.map((number) => record(number, nowSeconds)),
      shardId,
    );
  }

  batches(): number[][] {
    return this.events.map(({ Records }) => sequenceNumbers(Records));
  }
}

const numbersUpTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

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

test('a tumbling window hands its state on, and ends with an invocation of its own at its bound', async () => {
  const rig = new MappingRig({ tumblingWindowSeconds: 60, batchSize: 2 }, ({ Records, state }) => ({
    ok: true,
    payload: { state: { count: (state?.['count'] ?? 0) + Records.length } },
  }));
  rig.hand([1, 2, 3]);
  await rig.work.quiet();
  expect(rig.checkpoints).toEqual({});
  await rig.timeline.settle();
  const window = { start: '2030-03-01T10:00:00Z', end: '2030-03-01T10:01:00Z' };
  const common = { window, shardId: 'shard-1', isWindowTerminatedEarly: false };
  expect(rig.events).toMatchObject([
    { ...common, state: {}, isFinalInvokeForWindow: false },
    { ...common, state: { count: 2 }, isFinalInvokeForWindow: false },
    { ...common, state: { count: 3 }, isFinalInvokeForWindow: true, Records: [] },
  ]);
  expect(rig.checkpoints).toEqual({ 'shard-1': '3' });
});

test('whatever the times of the records, each window has its own, its state counts them, and it ends once', async () => {
  const gaps = fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 5 })), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(gaps, fc.boolean(), async (steps, isFlaky) => {
      let calls = 0;
      const rig = new MappingRig({ tumblingWindowSeconds: 60, batchSize: 3, batchingWindowSeconds: 20 }, (event) => {
        calls += 1;
        if (isFlaky && calls % 3 === 0) return FAILED;
        return { ok: true, payload: { state: { count: (event.state?.['count'] ?? 0) + event.Records.length } } };
      });
      let number = 0;
      for (const [gapSeconds, count] of steps) {
        await rig.timeline.advanceTo(rig.clock.now() + gapSeconds * 1000);
        rig.hand(Array.from({ length: count }, () => ++number));
      }
      await rig.timeline.settle();
      for (const { Records, window } of rig.events) {
        const [startMs, endMs] = [Date.parse(window?.start ?? ''), Date.parse(window?.end ?? '')];
        expect([startMs % 60_000, endMs - startMs]).toEqual([0, 60_000]);
        for (const { dynamodb } of Records) {
          expect(dynamodb.ApproximateCreationDateTime * 1000).toBeGreaterThanOrEqual(startMs);
          expect(dynamodb.ApproximateCreationDateTime * 1000).toBeLessThan(endMs);
        }
      }
      const finals = new Map(
        rig.events
          .filter((each) => each.isFinalInvokeForWindow)
          .map((each) => [each.window?.start, each.state?.['count']]),
      );
      expect([...finals.values()].reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(number);
      expect(rig.checkpoints).toEqual({ 'shard-1': String(number) });
    }),
    { numRuns: 100 },
  );
});

test('a state of more than a megabyte ends the window early, and it goes on with a fresh one', async () => {
  const rig = new MappingRig({ tumblingWindowSeconds: 60, batchSize: 1 }, ({ Records }) => ({
    ok: true,
    payload: { state: sequenceNumbers(Records).includes(1) ? { text: 'x'.repeat(1_000_001) } : { small: 1 } },
  }));
  rig.hand([1, 2]);
  await rig.timeline.settle();
  const seen = rig.events.map((event) => [
    sequenceNumbers(event.Records),
    Object.keys(event.state ?? {}),
    event.isFinalInvokeForWindow,
    event.isWindowTerminatedEarly,
  ]);
  expect(seen).toEqual([
    [[1], [], false, false],
    [[], ['text'], true, true],
    [[2], [], false, false],
    [[], ['small'], true, false],
  ]);
});

test('the state of an answer that leaves the whole batch undone is not taken', async () => {
  let calls = 0;
  const rig = new MappingRig({ tumblingWindowSeconds: 60 }, () => {
    calls += 1;
    const batchItemFailures = calls === 1 ? [{ itemIdentifier: '1' }] : [];
    return { ok: true, payload: { state: { calls }, batchItemFailures } };
  });
  rig.hand([1, 2]);
  await rig.timeline.settle();
  expect(rig.events.map(({ state }) => state)).toEqual([{}, {}, { calls: 2 }]);
});

test('a final invocation that fails is tried again before anything else', async () => {
  let finals = 0;
  const rig = new MappingRig({ tumblingWindowSeconds: 60 }, ({ isFinalInvokeForWindow }) => {
    if (isFinalInvokeForWindow === true && ++finals === 1) return FAILED;
    return { ok: true, payload: { state: {} } };
  });
  rig.hand([1]);
  await rig.timeline.advanceTo(START_MS + 59_000);
  await rig.timeline.settle();
  rig.hand([2]);
  await rig.timeline.settle();
  expect(rig.events.map((event) => [sequenceNumbers(event.Records), event.isFinalInvokeForWindow])).toEqual([
    [[1], false],
    [[], true],
    [[], true],
    [[2], false],
    [[], true],
  ]);
});
