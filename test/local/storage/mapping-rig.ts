import { expect } from 'vitest';
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

export const START_MS = Date.parse('2030-03-01T10:00:00Z');
export const OK: InvocationResult = { ok: true, payload: null };
export const FAILED: InvocationResult = { ok: false, error: { name: 'Error', message: 'broken' } };

export interface StreamEvent {
  readonly Records: readonly StreamRecord[];
  readonly window?: { readonly start: string; readonly end: string };
  readonly state?: Record<string, number>;
  readonly shardId?: string;
  readonly isFinalInvokeForWindow?: boolean;
  readonly isWindowTerminatedEarly?: boolean;
}

/** A mapping whose function and stream are the test's own. */
export class MappingRig {
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

export const numbersUpTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
