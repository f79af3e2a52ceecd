import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FAILED, MappingRig, START_MS } from './mapping-rig.ts';
import { sequenceNumbers } from './records.ts';

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
