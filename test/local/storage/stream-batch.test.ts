import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countDone, countTooOld, failureMessage, planRetry, takeBatch } from '../../../local/storage/stream-batch.ts';
import { FUNCTION_ARN, mappingSpec, record, STREAM_ARN, sequenceNumbers } from './records.ts';

const records = [1, 2, 3, 4].map((number) => record(number, 1_000));
const answer = (payload: unknown) => ({ ok: true, payload }) as const;
const failures = (...identifiers: unknown[]) =>
  answer({ batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) });

describe('what an answer says is done', () => {
  test.each([
    ['no answer', answer(undefined), 4],
    ['null', answer(null), 4],
    ['an empty report', answer({}), 4],
    ['a report of nothing', failures(), 4],
    ['a null report', answer({ batchItemFailures: null }), 4],
    ['the third', failures('3'), 2],
    ['the third and the second, in that order', failures('3', '2'), 1],
    ['one that is not in the batch', failures('3', '99'), 0],
    ['an empty identifier', failures('3', ''), 0],
    ['no identifier', failures(null), 0],
    ['another key', answer({ batchItemFailures: [{ sequenceNumber: '3' }] }), 0],
    ['a report that is no list', answer({ batchItemFailures: '3' }), 0],
    ['a text', answer('done'), 0],
    ['an error', { ok: false, error: { name: 'Error', message: 'broken' } } as const, 0],
  ])('%s', (_, result, expected) => {
    expect(countDone(records, result, mappingSpec())).toBe(expected);
  });

  test('all, whatever is reported, if the mapping does not ask for reports', () => {
    expect(countDone(records, failures('1'), mappingSpec({ reportsBatchItemFailures: false }))).toBe(4);
  });

  test('nothing, if a function of a tumbling window answers without a state', () => {
    const spec = mappingSpec({ tumblingWindowSeconds: 60 });
    expect(countDone(records, failures(), spec)).toBe(0);
    expect(countDone(records, answer({ state: {}, batchItemFailures: [] }), spec)).toBe(4);
  });
});

test('whatever fails, done records and those to be tried again are the batch, in order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(), fc.boolean(), (count, done, bisectsOnError) => {
      const batch = takeBatch(
        Array.from({ length: count }, (_, index) => record(index + 1, 1_000)),
        count,
      );
      const doneCount = done % (count + 1);
      const { again } = planRetry(batch, doneCount, mappingSpec({ bisectsOnError }));
      const left = again.flatMap((each) => sequenceNumbers(each.records));
      expect(left).toEqual(sequenceNumbers(batch.records).slice(doneCount));
      expect(again.every((each) => each.records.length > 0)).toBe(true);
    }),
  );
});

test('splitting a batch uses up no retry, failing as a whole does, and waits longer each time', () => {
  const batch = takeBatch(records, 4);
  expect(planRetry(batch, 0, mappingSpec({ bisectsOnError: true })).again.map((each) => each.retryCount)).toEqual([
    0, 0,
  ]);
  const first = planRetry(batch, 0, mappingSpec({ maxRetryAttempts: 1 }));
  expect(first).toMatchObject({ waitMs: 1_000, isExhausted: false, again: [{ retryCount: 1, invokeCount: 1 }] });
  const second = planRetry(first.again[0] ?? batch, 0, mappingSpec({ maxRetryAttempts: 1 }));
  expect(second).toMatchObject({ waitMs: 2_000, isExhausted: true, again: [{ invokeCount: 2 }] });
});

test('a batch ends at six megabytes, but holds at least one record', () => {
  const large = record(1, 1_000);
  const image = { text: { S: 'x'.repeat(2_500_000) } };
  const larger = { ...large, dynamodb: { ...large.dynamodb, NewImage: image } };
  expect(takeBatch([larger, larger, larger], 10).records).toHaveLength(2);
  const largest = { ...large, dynamodb: { ...large.dynamodb, NewImage: { text: { S: 'x'.repeat(7_000_000) } } } };
  expect(takeBatch([largest, large], 10).records).toHaveLength(1);
});

test('records are too old beyond the age set, and beyond a day in any case', () => {
  const spread = [0, 3_600, 7_200].map((createdSeconds, index) => record(index, createdSeconds));
  expect(countTooOld(spread, mappingSpec({ maxRecordAgeSeconds: 3_600 }), 7_200_000)).toBe(1);
  expect(countTooOld(spread, mappingSpec({ maxRecordAgeSeconds: 604_800 }), 90_000_000)).toBe(1);
  expect(countTooOld(spread, mappingSpec(), 90_000_001)).toBe(2);
  expect(countTooOld(spread, mappingSpec(), 1_000_000_000)).toBe(3);
});

test('a failure message says where the records are, in the shape that Lambda sends', () => {
  const batch = { records: records.slice(1, 3), retryCount: 2, invokeCount: 3 };
  expect(failureMessage(mappingSpec(), 'shard-1', batch, 'RetryAttemptsExhausted', 1_500_000)).toEqual({
    requestContext: {
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      functionArn: FUNCTION_ARN,
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 3,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: '1970-01-01T00:25:00.000Z',
    DDBStreamBatchInfo: {
      shardId: 'shard-1',
      startSequenceNumber: '2',
      endSequenceNumber: '3',
      approximateArrivalOfFirstRecord: '1970-01-01T00:16:40Z',
      approximateArrivalOfLastRecord: '1970-01-01T00:16:40Z',
      batchSize: 2,
      streamArn: STREAM_ARN,
    },
  });
});
