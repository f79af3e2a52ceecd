import { createHash } from 'node:crypto';
import type { InvocationResult, Invoker, Lineage } from '../compute/invoker.ts';
import type { LogBook } from '../compute/log-book.ts';
import type { FunctionSpec, QueueMappingSpec } from '../deployment.ts';
import type { Timeline, Timer } from '../time/timeline.ts';
import type { Work } from '../time/work.ts';
import type { Message, Queue, ReceivedMessage } from './queue.ts';

/** Lambda stops a chain in which a function stands this often, unless the function allows recursion. */
export const RECURSION_HOPS_MAX = 16;
/** What Lambda takes in one invocation. */
const BATCH_BYTES_MAX = 6_000_000;
const CONCURRENCY_DEFAULT = 2;

export interface QueueMappingSettings {
  readonly spec: QueueMappingSpec;
  readonly queue: Queue;
  readonly functionSpec: FunctionSpec;
  readonly invoker: Invoker;
  readonly timeline: Timeline;
  readonly work: Work;
  readonly logs: LogBook;
  readonly region: string;
  /** Lets a message in by its filters; `body` is parsed where it is JSON. */
  readonly matchesFilters: (record: unknown) => boolean;
}

/** Feeds a function from a queue: batches, a window to fill them, partial failures. */
export class QueueMapping {
  readonly #settings: QueueMappingSettings;
  #running = 0;
  /** Batches about to be received. */
  #starting = 0;
  #window: Timer | undefined;
  #windowIsOver = false;
  #stopped = false;

  constructor(settings: QueueMappingSettings) {
    this.#settings = settings;
    settings.queue.consume(() => this.#wake());
  }

  stop(): void {
    this.#stopped = true;
    this.#window?.cancel();
  }

  #wake(): void {
    const { spec, queue, work } = this.#settings;
    if (this.#stopped || !spec.isEnabled) return;
    const runningMax = spec.maxConcurrency ?? CONCURRENCY_DEFAULT;
    while (this.#running < runningMax && queue.visibleCount > spec.batchSize * this.#starting) {
      if (!this.#isBatchDue()) return;
      this.#running += 1;
      this.#starting += 1;
      const end = work.begin(`queue:${queue.spec.path}`);
      // Taken a moment later, so that what is sent together is received together.
      setImmediate(() => {
        this.#starting -= 1;
        void this.#runBatch().finally(() => {
          this.#running -= 1;
          this.#wake();
          end();
        });
      });
    }
  }

  #isBatchDue(): boolean {
    const { spec, queue, timeline } = this.#settings;
    if (spec.batchingWindowSeconds === 0 || queue.visibleCount >= spec.batchSize || this.#windowIsOver) return true;
    this.#window ??= timeline.after(spec.batchingWindowSeconds * 1000, 'work', `window of ${queue.spec.path}`, () => {
      this.#window = undefined;
      this.#windowIsOver = true;
      this.#wake();
    });
    return false;
  }

  async #runBatch(): Promise<void> {
    this.#window?.cancel();
    this.#window = undefined;
    this.#windowIsOver = false;
    const batch = this.#receiveBatch();
    if (batch.length === 0) return;
    const { invoker, spec } = this.#settings;
    const event = { Records: batch.map((received) => this.#record(received)) };
    const result = await invoker.invoke(spec.functionArn, event, mergeLineage(batch));
    const failed = this.#failedIds(result, batch);
    // What failed stays hidden until its visibility timeout, as the service leaves it.
    for (const { message, receiptHandle } of batch) {
      if (!failed.has(message.id)) this.#settings.queue.delete(receiptHandle);
    }
  }

  #receiveBatch(): ReceivedMessage[] {
    const { queue, spec } = this.#settings;
    const received = queue.receive(spec.batchSize);
    const batch: ReceivedMessage[] = [];
    let bytes = 0;
    for (const each of received) {
      bytes += each.message.body.length;
      if (batch.length > 0 && bytes > BATCH_BYTES_MAX) queue.changeVisibility(each.receiptHandle, 0);
      else if (!this.#settings.matchesFilters(filterView(each.message))) queue.delete(each.receiptHandle);
      else if (!this.#isLoop(each.message)) batch.push(each);
    }
    return batch;
  }

  #isLoop(message: Message): boolean {
    const { functionSpec, logs } = this.#settings;
    const hops = message.lineage.get(functionSpec.arn) ?? 0;
    if (functionSpec.allowsRecursion || hops < RECURSION_HOPS_MAX) return false;
    logs.warn(`recursive loop stopped: ${functionSpec.path} ran ${hops} times in one chain of calls`, {
      messageId: message.id,
    });
    return true;
  }

  #failedIds(result: InvocationResult, batch: readonly ReceivedMessage[]): ReadonlySet<string> {
    const { spec, functionSpec, logs } = this.#settings;
    const all = new Set(batch.map(({ message }) => message.id));
    if (!result.ok) {
      logs.warn(
        `${functionSpec.path} failed a batch of ${batch.length}: ${result.error.name}: ${result.error.message}`,
      );
      return all;
    }
    const reported = (result.payload as { batchItemFailures?: unknown } | null)?.batchItemFailures ?? [];
    // A report that is no list, or names no message of the batch, fails the batch whole.
    const named = Array.isArray(reported) ? reported.map((each) => String(each?.itemIdentifier)) : ['unreadable'];
    if (!spec.reportsBatchItemFailures) {
      if (named.length > 0) {
        logs.warn(
          `${functionSpec.path} reported ${named.length} failed messages, but its event-source mapping does not ask for ` +
            'ReportBatchItemFailures: they are taken as done, and lost',
        );
      }
      return new Set();
    }
    return named.every((id) => all.has(id)) ? new Set(named) : all;
  }

  #record({ message, receiptHandle }: ReceivedMessage): unknown {
    return {
      messageId: message.id,
      receiptHandle,
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(message.receiveCount),
        SentTimestamp: String(Math.trunc(message.sentMs)),
        SenderId: 'local',
        ApproximateFirstReceiveTimestamp: String(Math.trunc(message.firstReceivedMs ?? message.sentMs)),
      },
      messageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
          name,
          {
            dataType: DataType,
            stringValue: StringValue,
            binaryValue: BinaryValue,
            stringListValues: [],
            binaryListValues: [],
          },
        ]),
      ),
      md5OfBody: createHash('md5').update(message.body).digest('hex'),
      eventSource: 'aws:sqs',
      eventSourceARN: this.#settings.queue.spec.arn,
      awsRegion: this.#settings.region,
    };
  }
}

function filterView(message: Message): unknown {
  try {
    return { body: JSON.parse(message.body) };
  } catch {
    return { body: message.body };
  }
}

function mergeLineage(batch: readonly ReceivedMessage[]): Lineage {
  const merged = new Map<string, number>();
  for (const { message } of batch) {
    for (const [functionArn, hops] of message.lineage) {
      merged.set(functionArn, Math.max(hops, merged.get(functionArn) ?? 0));
    }
  }
  return merged;
}
