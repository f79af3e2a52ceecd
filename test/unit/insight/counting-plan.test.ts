import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Checkpoint, type CountedRecord, planCounting } from '../../../lambdas/insight/counting-plan.ts';
import { Tally } from '../../../lambdas/insight/counts.ts';

const COUNTERS_MAX = 4;

const increments = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { maxLength: 10 }).chain((names) =>
  fc.tuple(
    ...names.sort().map((name) =>
      fc.tuple(
        fc.constant(name),
        fc.integer({ min: 1, max: 3 }).map((by) => (by === 3 ? -1 : by)),
      ),
    ),
  ),
);

/** Records with growing numbers of different lengths, as a shard has them. */
const shard = fc
  .array(increments, { minLength: 1, maxLength: 12 })
  .map((all) =>
    all.map((each, index): CountedRecord => ({ sequenceNumber: String(7 + index * 13), increments: each })),
  );

const sumOf = (records: readonly CountedRecord[]) => {
  const tally = new Tally();
  for (const { increments: each } of records) for (const [key, by] of each) tally.addTo(key, by);
  return tally.counts();
};

/** Deliveries of a shard: each begins at or before where the last one got to, and may end anywhere; the last has all the rest. */
const deliveries = fc.array(
  fc.record({ back: fc.nat(5), length: fc.integer({ min: 1, max: 6 }), stepsDone: fc.nat(6) }),
  {
    maxLength: 12,
  },
);

test('however a shard is delivered, longer, shorter, split or again, and wherever it is stopped, each record counts once', () => {
  fc.assert(
    fc.property(shard, deliveries, (records, plan) => {
      const tally = new Tally();
      let checkpoint: Checkpoint | undefined;
      const deliver = (from: number, to: number, stepsMax: number) => {
        for (const step of planCounting(records.slice(from, to), checkpoint, COUNTERS_MAX).slice(0, stepsMax)) {
          expect(step.counts.size).toBeLessThanOrEqual(COUNTERS_MAX);
          tally.addAll(step.counts);
          checkpoint = step.next;
        }
      };
      let reached = 0;
      for (const { back, length, stepsDone } of plan) {
        const from = Math.max(0, reached - back);
        const to = Math.min(records.length, from + length);
        deliver(from, to, stepsDone);
        // The stream goes on only after a delivery that was done whole.
        if (planCounting(records.slice(from, to), checkpoint, COUNTERS_MAX).length === 0)
          reached = Math.max(reached, to);
      }
      deliver(Math.max(0, reached - 3), records.length, Number.POSITIVE_INFINITY);
      expect(tally.counts()).toEqual(sumOf(records));
    }),
    { numRuns: 500 },
  );
});

test('increments that cancel each other move the checkpoint: one of them that comes again alone counts for nothing', () => {
  const [first, second] = [1, -1].map((by, index) => ({
    sequenceNumber: `${index + 1}`,
    increments: [['a', by]] as const,
  }));
  if (first === undefined || second === undefined) throw new Error('two records');
  const [step, ...more] = planCounting([first, second], undefined, COUNTERS_MAX);
  expect([step?.counts.size, more]).toEqual([0, []]);
  expect(planCounting([second], step?.next, COUNTERS_MAX)).toEqual([]);
});

test('sequence numbers are compared as numbers, not as texts', () => {
  const record = (sequenceNumber: string): CountedRecord => ({ sequenceNumber, increments: [['a', 1]] });
  const [step] = planCounting([record('9'), record('10'), record('100')], { sequenceNumber: '10', taken: 1 }, 80);
  expect(step).toEqual({ counts: new Map([['a', 1]]), next: { sequenceNumber: '100', taken: 1 } });
});

test('records that count for nothing need no write', () => {
  expect(planCounting([{ sequenceNumber: '1', increments: [] }], undefined, 80)).toEqual([]);
});

test('a record of more counters than a write takes goes by parts, and goes on where it was stopped', () => {
  const record: CountedRecord = {
    sequenceNumber: '5',
    increments: [...'abcdefghij'].map((name) => [name, 1] as const),
  };
  const steps = planCounting([record], undefined, 4);
  expect(steps.map(({ next }) => next.taken)).toEqual([4, 8, 10]);
  const rest = planCounting([record], { sequenceNumber: '5', taken: 8 }, 4);
  expect(rest.map(({ counts }) => [...counts.keys()])).toEqual([['i', 'j']]);
});
