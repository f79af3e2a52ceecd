import { type InvocationResult, type Invoker, NO_LINEAGE } from '../compute/invoker.ts';
import type { LogBook } from '../compute/log-book.ts';
import type { StreamMappingSpec } from '../deployment.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Work } from '../time/work.ts';
import type { StreamRecord } from './engine.ts';
import {
  type Aftermath,
  type Batch,
  countDone,
  countTooOld,
  type DiscardCondition,
  failureMessage,
  planRetry,
  stateOf,
} from './stream-batch.ts';
import { type Step, StreamLane } from './stream-lane.ts';
import type { StreamSource, Subscription } from './stream-source.ts';
import { isTooLarge, windowFields } from './tumbling-window.ts';

export interface StreamMappingSettings {
  readonly spec: StreamMappingSpec;
  readonly source: Pick<StreamSource, 'subscribe'>;
  readonly invoker: Invoker;
  readonly timeline: Timeline;
  readonly work: Work;
  readonly logs: LogBook;
  /** Lets a record in by the mapping's filters. */
  readonly matchesFilters: (record: unknown) => boolean;
  /** Takes the metadata of records given up to the mapping's failure destination. */
  readonly sendOnFailure: (destinationArn: string, message: unknown) => void;
}

export interface StreamMappingStatus {
  readonly path: string;
  readonly done: number;
  /** Records that no filter let in. */
  readonly skipped: number;
  readonly discarded: number;
  readonly failedInvocations: number;
  readonly pending: number;
}

/** Feeds a function from a table's stream: one batch at a time a shard, in order, as its event-source mapping says. */
export class StreamMapping {
  readonly #settings: StreamMappingSettings;
  readonly #lanes = new Map<string, StreamLane>();
  readonly #counts = { done: 0, skipped: 0, discarded: 0, failedInvocations: 0 };
  #subscription: Subscription | undefined;
  #stopped = false;

  /** To be made before its source starts. */
  constructor(settings: StreamMappingSettings) {
    this.#settings = settings;
    const { spec, source } = settings;
    if (!spec.isEnabled) return;
    this.#subscription = source.subscribe({
      name: spec.path,
      from: spec.startingPosition,
      handle: (records, shardId) => this.#accept(records, shardId),
    });
  }

  status(): StreamMappingStatus {
    const pending = [...this.#lanes.values()].reduce((sum, lane) => sum + lane.pendingCount, 0);
    return { path: this.#settings.spec.path, ...this.#counts, pending };
  }

  stop(): void {
    this.#stopped = true;
    for (const lane of this.#lanes.values()) lane.cancelTimers();
  }

  #accept(records: readonly StreamRecord[], shardId: string): void {
    const wanted = records.filter((record) => this.#settings.matchesFilters(record));
    this.#counts.skipped += records.length - wanted.length;
    const lane = this.#lane(shardId);
    lane.add(wanted, records.at(-1)?.dynamodb.SequenceNumber);
    this.#checkpoint(lane);
    this.#wake(lane);
  }

  #lane(shardId: string): StreamLane {
    const known = this.#lanes.get(shardId);
    if (known !== undefined) return known;
    const { spec, timeline } = this.#settings;
    const lane: StreamLane = new StreamLane(shardId, spec, timeline, () => this.#wake(lane));
    this.#lanes.set(shardId, lane);
    return lane;
  }

  #wake(lane: StreamLane): void {
    if (lane.isBusy || this.#stopped) return;
    lane.isBusy = true;
    const end = this.#settings.work.begin(`stream mapping:${this.#settings.spec.path}`);
    void this.#run(lane).finally(end);
  }

  async #run(lane: StreamLane): Promise<void> {
    for (let step = lane.next(); step !== undefined && !this.#stopped; step = lane.next()) {
      await this.#attempt(lane, step);
      lane.inHand = undefined;
      this.#checkpoint(lane);
    }
    lane.isBusy = false;
  }

  async #attempt(lane: StreamLane, step: Step): Promise<void> {
    const { spec, timeline } = this.#settings;
    const tooOldCount = countTooOld(step.batch.records, spec, timeline.now());
    if (tooOldCount > 0) {
      const old = { ...step.batch, records: step.batch.records.slice(0, tooOldCount) };
      this.#discard(lane, old, 'RecordAgeExceeded');
      const fresh = { ...step.batch, records: step.batch.records.slice(tooOldCount) };
      if (fresh.records.length > 0) lane.tryAgain([{ ...step, batch: fresh }], 0);
      return;
    }
    const result = await this.#invoke(lane, step);
    if (step.final === undefined) this.#afterBatch(lane, step.batch, result);
    else this.#afterWindow(lane, step, result);
  }

  async #invoke(lane: StreamLane, { batch, final }: Step): Promise<InvocationResult> {
    const { spec, invoker } = this.#settings;
    const window = lane.window === undefined ? {} : windowFields(lane.window, lane.shardId, spec.sourceArn, final);
    const event = { Records: batch.records, ...window };
    return invoker.invoke(spec.functionArn, event, NO_LINEAGE).catch((error: unknown) => {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      return { ok: false, error: { name, message } };
    });
  }

  #afterBatch(lane: StreamLane, batch: Batch, result: InvocationResult): void {
    const { spec } = this.#settings;
    const doneCount = countDone(batch.records, result, spec);
    this.#warnOfFailure(batch, doneCount, result);
    const aftermath = planRetry(batch, doneCount, spec);
    this.#counts.done += doneCount;
    lane.markDone(batch.records[doneCount - 1]);
    this.#tryAgain(lane, aftermath);
    const state = doneCount > 0 ? stateOf(result) : undefined;
    if (lane.window === undefined || state === undefined) return;
    lane.window.state = state;
    if (isTooLarge(state)) lane.endWindowEarly();
  }

  #afterWindow(lane: StreamLane, { batch, final }: Step, result: InvocationResult): void {
    const { spec, logs } = this.#settings;
    const succeeded = stateOf(result) !== undefined;
    const { isExhausted, again, waitMs } = planRetry(batch, 0, spec);
    if (!succeeded) this.#warnOfFailure(batch, 0, result);
    if (!succeeded && !isExhausted) {
      lane.tryAgain(
        again.map((each) => ({ batch: each, final })),
        waitMs,
      );
      return;
    }
    if (!succeeded) logs.warn(`${spec.path} gave up the final invocation of a window, and its state is lost`);
    lane.closeWindow(final === 'EARLY');
  }

  #tryAgain(lane: StreamLane, { again, waitMs, isExhausted }: Aftermath): void {
    if (!isExhausted) {
      lane.tryAgain(
        again.map((batch) => ({ batch, final: undefined })),
        waitMs,
      );
      return;
    }
    for (const batch of again) this.#discard(lane, batch, 'RetryAttemptsExhausted');
  }

  #discard(lane: StreamLane, batch: Batch, condition: DiscardCondition): void {
    const { spec, logs, timeline, sendOnFailure } = this.#settings;
    this.#counts.discarded += batch.records.length;
    lane.markDone(batch.records.at(-1));
    const count = `${batch.records.length} record${batch.records.length === 1 ? '' : 's'}`;
    if (spec.onFailureArn === undefined) {
      logs.warn(`${spec.path} gave up ${count} (${condition}), which are lost: it has no failure destination`);
      return;
    }
    try {
      sendOnFailure(spec.onFailureArn, failureMessage(spec, lane.shardId, batch, condition, timeline.now()));
      logs.warn(`${spec.path} gave up ${count} (${condition})`);
    } catch (error) {
      logs.warn(`${spec.path} gave up ${count} (${condition}), and could not say so: ${String(error)}`);
    }
  }

  #warnOfFailure({ records }: Batch, doneCount: number, result: InvocationResult): void {
    const { spec, logs } = this.#settings;
    if (doneCount === records.length && records.length > 0) return;
    this.#counts.failedInvocations += 1;
    const reason = result.ok
      ? `the answer is ${JSON.stringify(result.payload ?? null).slice(0, 200)}`
      : `${result.error.name}: ${result.error.message}`;
    logs.warn(`${spec.path} failed ${records.length - doneCount} of ${records.length} records: ${reason}`);
  }

  #checkpoint(lane: StreamLane): void {
    const done = lane.checkpoint();
    if (done !== undefined) this.#subscription?.checkpoint(lane.shardId, done);
  }
}
