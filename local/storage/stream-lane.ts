import type { StreamMappingSpec } from '../deployment.ts';
import type { Timeline, Timer } from '../time/timeline.ts';
import type { StreamRecord } from './engine.ts';
import { type Batch, takeBatch } from './stream-batch.ts';
import { type TumblingWindow, windowStartSeconds } from './tumbling-window.ts';

/** One invocation to make: of a batch or, without records, the last of a window. */
export interface Step {
  readonly batch: Batch;
  readonly final: 'AT_END' | 'EARLY' | undefined;
}

const NO_RECORDS: Batch = { records: [], retryCount: 0, invokeCount: 0 };

/** What waits in one shard for one mapping, and which invocation comes next. */
export class StreamLane {
  readonly shardId: string;
  readonly #spec: StreamMappingSpec;
  readonly #timeline: Timeline;
  /** Called when a timer has made something due. */
  readonly #onDue: () => void;
  readonly #again: Step[] = [];
  #waiting: StreamRecord[] = [];
  #window: TumblingWindow | undefined;
  #retryTimer: Timer | undefined;
  #batchTimer: Timer | undefined;
  #isBatchOverdue = false;
  #lastSeen: string | undefined;
  #lastDone: string | undefined;
  isBusy = false;
  /** The step being run. */
  inHand: Step | undefined;

  constructor(shardId: string, spec: StreamMappingSpec, timeline: Timeline, onDue: () => void) {
    this.shardId = shardId;
    this.#spec = spec;
    this.#timeline = timeline;
    this.#onDue = onDue;
  }

  get window(): TumblingWindow | undefined {
    return this.#window;
  }

  get pendingCount(): number {
    const steps = this.inHand === undefined ? this.#again : [this.inHand, ...this.#again];
    return this.#waiting.length + steps.reduce((sum, { batch }) => sum + batch.records.length, 0);
  }

  /** `lastSeen` is the last sequence number read from the shard, whether or not a filter let it in. */
  add(records: readonly StreamRecord[], lastSeen: string | undefined): void {
    this.#waiting = this.#waiting.concat(records);
    this.#lastSeen = lastSeen ?? this.#lastSeen;
  }

  /** Takes the next step that is due; undefined: none, until records come or a timer fires. */
  next(): Step | undefined {
    if (this.#retryTimer !== undefined) return undefined;
    this.inHand = this.#again.shift() ?? this.#nextBatch() ?? this.#nextWindowEnd();
    return this.inHand;
  }

  tryAgain(steps: readonly Step[], waitMs: number): void {
    this.#again.unshift(...steps);
    if (waitMs === 0) return;
    this.#retryTimer = this.#timeline.after(waitMs, 'work', `retry of ${this.#spec.path}`, () => {
      this.#retryTimer = undefined;
      this.#onDue();
    });
  }

  markDone(record: StreamRecord | undefined): void {
    this.#lastDone = record?.dynamodb.SequenceNumber ?? this.#lastDone;
  }

  /**
   * The sequence number up to which nothing is left to do. An open window counts as undone, since its state would be
   * lost in a restart: its records come again then.
   */
  checkpoint(): string | undefined {
    if (this.#window !== undefined) return undefined;
    return this.pendingCount === 0 ? this.#lastSeen : this.#lastDone;
  }

  /** Has the final invocation come before anything else. */
  endWindowEarly(): void {
    this.#again.unshift({ batch: NO_RECORDS, final: 'EARLY' });
  }

  /** A window that ended early goes on with a fresh state. */
  closeWindow(endedEarly: boolean): void {
    if (endedEarly && this.#window !== undefined) {
      this.#window.state = {};
      return;
    }
    this.#window?.timer.cancel();
    this.#window = undefined;
  }

  cancelTimers(): void {
    for (const timer of [this.#retryTimer, this.#batchTimer, this.#window?.timer]) timer?.cancel();
  }

  #nextBatch(): Step | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const due =
      this.#spec.tumblingWindowSeconds > 0 ? this.#ofWindow(this.#window ?? this.#open(first)) : this.#waiting;
    if (due.length === 0 || !this.#isBatchDue(due.length)) return undefined;
    const batch = takeBatch(due, this.#spec.batchSize);
    this.#waiting = this.#waiting.slice(batch.records.length);
    this.#batchTimer?.cancel();
    this.#batchTimer = undefined;
    this.#isBatchOverdue = false;
    return { batch, final: undefined };
  }

  #nextWindowEnd(): Step | undefined {
    return this.#window?.isOver === true ? { batch: NO_RECORDS, final: 'AT_END' } : undefined;
  }

  #isBatchDue(count: number): boolean {
    const { batchingWindowSeconds, batchSize, path } = this.#spec;
    const isFull = count >= batchSize || batchingWindowSeconds === 0;
    if (isFull || this.#isBatchOverdue || this.#window?.isOver === true) return true;
    this.#batchTimer ??= this.#timeline.after(batchingWindowSeconds * 1000, 'work', `batch of ${path}`, () => {
      this.#batchTimer = undefined;
      this.#isBatchOverdue = true;
      this.#onDue();
    });
    return false;
  }

  #ofWindow({ endSeconds }: TumblingWindow): readonly StreamRecord[] {
    const beyond = this.#waiting.findIndex(({ dynamodb }) => dynamodb.ApproximateCreationDateTime >= endSeconds);
    return beyond === -1 ? this.#waiting : this.#waiting.slice(0, beyond);
  }

  #open(first: StreamRecord): TumblingWindow {
    const { tumblingWindowSeconds: length, path } = this.#spec;
    const startSeconds = windowStartSeconds(first, length);
    const endSeconds = startSeconds + length;
    const window: TumblingWindow = {
      startSeconds,
      endSeconds,
      timer: this.#timeline.at(endSeconds * 1000, 'work', `window of ${path}`, () => {
        window.isOver = true;
        this.#onDue();
      }),
      state: {},
      isOver: false,
    };
    this.#window = window;
    return window;
  }
}
