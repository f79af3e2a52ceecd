import { randomUUID } from 'node:crypto';
import type { InvocationResult } from '../compute/invoker.ts';
import type { StreamMappingSpec } from '../deployment.ts';
import type { StreamRecord } from './engine.ts';

/** What Lambda takes in one invocation. */
const BATCH_BYTES_MAX = 6_000_000;
/** A stream keeps its records for a day, whatever the mapping says. */
const STREAM_RETENTION_SECONDS = 86_400;
const RETRY_WAIT_FIRST_MS = 1_000;
const RETRY_WAIT_MAX_MS = 60_000;

/** Records given to a function together. A window's final invocation has none. */
export interface Batch {
  readonly records: readonly StreamRecord[];
  /** Invocations that failed without getting any further; splitting a batch counts as getting further. */
  readonly retryCount: number;
  readonly invokeCount: number;
}

export type DiscardCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** What is left of a batch after an invocation. */
export interface Aftermath {
  readonly doneCount: number;
  /** To be tried again, in this order, before anything else. */
  readonly again: readonly Batch[];
  readonly waitMs: number;
  readonly isExhausted: boolean;
}

/** The first records of a shard that fit into one invocation. */
export function takeBatch(records: readonly StreamRecord[], countMax: number): Batch {
  let [count, bytes] = [0, 0];
  for (const record of records.slice(0, countMax)) {
    bytes += JSON.stringify(record).length;
    if (count > 0 && bytes > BATCH_BYTES_MAX) break;
    count += 1;
  }
  return { records: records.slice(0, count), retryCount: 0, invokeCount: 0 };
}

/**
 * How many records an answer says are done: all before the first one it reports. A report that names no record of
 * the batch, or is no report, fails the batch whole; so does a window's answer without a state.
 */
export function countDone(records: readonly StreamRecord[], result: InvocationResult, spec: StreamMappingSpec): number {
  if (!result.ok) return 0;
  const { payload } = result;
  if (spec.tumblingWindowSeconds > 0 && stateOf(result) === undefined) return 0;
  if (!spec.reportsBatchItemFailures || payload === null || payload === undefined) return records.length;
  if (!isObject(payload)) return 0;
  const failures = payload['batchItemFailures'] ?? [];
  if (!Array.isArray(failures)) return 0;
  const positions = new Map(records.map(({ dynamodb }, index) => [dynamodb.SequenceNumber, index]));
  return failures.reduce<number>((done, failure: unknown) => {
    const identifier = isObject(failure) ? failure['itemIdentifier'] : undefined;
    return Math.min(done, (typeof identifier === 'string' ? positions.get(identifier) : undefined) ?? 0);
  }, records.length);
}

/** The state that a function of a tumbling window must answer with; undefined: the invocation counts as failed. */
export function stateOf(result: InvocationResult): Readonly<Record<string, unknown>> | undefined {
  const state = result.ok && isObject(result.payload) ? result.payload['state'] : undefined;
  return isObject(state) ? state : undefined;
}

/** What to do with the records of a batch that are not done. */
export function planRetry(batch: Batch, doneCount: number, spec: StreamMappingSpec): Aftermath {
  const invokeCount = batch.invokeCount + 1;
  const left = { records: batch.records.slice(doneCount), retryCount: batch.retryCount, invokeCount };
  const plan = { doneCount, again: [left], waitMs: 0, isExhausted: false };
  if (doneCount > 0) return left.records.length === 0 ? { ...plan, again: [] } : plan;
  if (spec.bisectsOnError && left.records.length > 1) {
    const middle = Math.ceil(left.records.length / 2);
    const halves = [left.records.slice(0, middle), left.records.slice(middle)];
    return { ...plan, again: halves.map((records) => ({ ...left, records })) };
  }
  const retryCount = batch.retryCount + 1;
  const isExhausted = spec.maxRetryAttempts >= 0 && retryCount > spec.maxRetryAttempts;
  const waitMs = Math.min(RETRY_WAIT_FIRST_MS * 2 ** batch.retryCount, RETRY_WAIT_MAX_MS);
  return { ...plan, again: [{ ...left, retryCount }], waitMs, isExhausted };
}

/** How many records at the head of a batch are too old to be tried. */
export function countTooOld(records: readonly StreamRecord[], spec: StreamMappingSpec, nowMs: number): number {
  const ageMaxSeconds =
    spec.maxRecordAgeSeconds < 0
      ? STREAM_RETENTION_SECONDS
      : Math.min(spec.maxRecordAgeSeconds, STREAM_RETENTION_SECONDS);
  const oldest = nowMs / 1000 - ageMaxSeconds;
  const fresh = records.findIndex(({ dynamodb }) => dynamodb.ApproximateCreationDateTime >= oldest);
  return fresh === -1 ? records.length : fresh;
}

/** What Lambda sends to a stream mapping's failure destination: where the records are, not the records. */
export function failureMessage(
  spec: StreamMappingSpec,
  shardId: string,
  batch: Batch,
  condition: DiscardCondition,
  nowMs: number,
): unknown {
  const [first, last] = [batch.records[0]?.dynamodb, batch.records.at(-1)?.dynamodb];
  return {
    requestContext: {
      requestId: randomUUID(),
      functionArn: spec.functionArn,
      condition,
      approximateInvokeCount: batch.invokeCount,
    },
    ...(batch.invokeCount === 0
      ? {}
      : { responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' } }),
    version: '1.0',
    timestamp: new Date(nowMs).toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.SequenceNumber,
      endSequenceNumber: last?.SequenceNumber,
      approximateArrivalOfFirstRecord: isoSeconds(first?.ApproximateCreationDateTime ?? 0),
      approximateArrivalOfLastRecord: isoSeconds(last?.ApproximateCreationDateTime ?? 0),
      batchSize: batch.records.length,
      streamArn: spec.sourceArn,
    },
  };
}

/** An instant without milliseconds, as Lambda writes those of windows and records. */
export function isoSeconds(epochSeconds: number): string {
  return `${new Date(epochSeconds * 1000).toISOString().slice(0, 19)}Z`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
