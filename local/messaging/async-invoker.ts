import { randomUUID } from 'node:crypto';
import type { FunctionPool } from '../compute/function-pool.ts';
import type { InvocationResult, Lineage } from '../compute/invoker.ts';
import type { LogBook } from '../compute/log-book.ts';
import type { FunctionSpec } from '../deployment.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Work } from '../time/work.ts';

/** Lambda waits a minute before the first retry of an asynchronous invocation, and two before the second. */
const RETRY_WAITS_MS = [60_000, 120_000];

export interface AsyncInvokerSettings {
  readonly pool: FunctionPool;
  readonly timeline: Timeline;
  readonly work: Work;
  readonly logs: LogBook;
  /** Delivers the record of a failed invocation to its destination. */
  readonly sendOnFailure: (functionSpec: FunctionSpec, destinationArn: string, record: unknown) => void;
}

/** Asynchronous invocations: accepted at once, tried again later, and sent to the failure destination at last. */
export class AsyncInvoker {
  readonly #settings: AsyncInvokerSettings;

  constructor(settings: AsyncInvokerSettings) {
    this.#settings = settings;
  }

  send(functionArn: string, event: unknown, lineage: Lineage): void {
    this.#attempt({ functionArn, event, lineage, acceptedMs: this.#settings.timeline.now(), attempt: 1 });
  }

  #attempt(invocation: AsyncInvocation): void {
    const { pool, work, logs } = this.#settings;
    const { functionArn, event, lineage } = invocation;
    work
      .track(`async:${functionArn}`, async () => {
        const result = await pool.invoke(functionArn, event, lineage);
        if (!result.ok) this.#afterFailure(invocation, result);
      })
      .catch((error: unknown) => logs.warn(`asynchronous invocation of ${functionArn} broke: ${String(error)}`));
  }

  #afterFailure(invocation: AsyncInvocation, result: InvocationResult & { ok: false }): void {
    const { pool, timeline, logs, sendOnFailure } = this.#settings;
    const spec = pool.spec(invocation.functionArn);
    if (spec === undefined) return;
    const { attempt, acceptedMs } = invocation;
    const { maxRetryAttempts, maxEventAgeSeconds, onFailureArn } = spec.asyncInvoke;
    logs.warn(`${spec.path} failed (attempt ${attempt}): ${result.error.name}: ${result.error.message}`);
    const waitMs = RETRY_WAITS_MS[attempt - 1] ?? 0;
    const isTooOld = timeline.now() + waitMs - acceptedMs > maxEventAgeSeconds * 1000;
    if (attempt <= maxRetryAttempts && !isTooOld) {
      timeline.after(waitMs, 'work', `retry of ${spec.path}`, () =>
        this.#attempt({ ...invocation, attempt: attempt + 1 }),
      );
      return;
    }
    if (onFailureArn === undefined) {
      logs.warn(`the event for ${spec.path} is lost: the function has no failure destination`);
      return;
    }
    sendOnFailure(spec, onFailureArn, failureRecord(invocation, result, isTooOld, timeline.now()));
  }
}

interface AsyncInvocation {
  readonly functionArn: string;
  readonly event: unknown;
  readonly lineage: Lineage;
  readonly acceptedMs: number;
  readonly attempt: number;
}

function failureRecord(
  { functionArn, event, attempt }: AsyncInvocation,
  { error }: InvocationResult & { ok: false },
  isTooOld: boolean,
  nowMs: number,
): unknown {
  return {
    version: '1.0',
    timestamp: new Date(nowMs).toISOString(),
    requestContext: {
      requestId: randomUUID(),
      functionArn: `${functionArn}:$LATEST`,
      condition: isTooOld ? 'EventAgeExceeded' : 'RetriesExhausted',
      approximateInvokeCount: attempt,
    },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorMessage: error.message, errorType: error.name },
  };
}
