import { BusyError } from '../kernel/busy-error.ts';
import type { CounterStore } from './counter-store.ts';
import { type CountedRecord, planCounting } from './counting-plan.ts';
import { difference } from './counts.ts';
import { itemCounts, type OnUnreadable } from './item-counts.ts';

/** With the checkpoint, well below the hundred writes of a transaction. */
export const COUNTERS_PER_WRITE_MAX = 80;
const ATTEMPTS_MAX = 5;

type Item = Readonly<Record<string, unknown>>;

/** An item as it was and as it is; undefined where there was none, or is none any more. */
export interface Change {
  readonly sequenceNumber: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/**
 * Counts changes of one shard of the stream, in their order, exactly once: what is at or before the shard's checkpoint
 * has been counted, and each write moves the checkpoint with the counters. A write whose answer was lost finds the
 * checkpoint moved, and goes on from there.
 */
export const createCountChanges =
  (counters: Pick<CounterStore, 'checkpoint' | 'count'>, timeZone: string, onUnreadable: OnUnreadable) =>
  async (streamShardId: string, changes: readonly Change[]): Promise<void> => {
    const countsOf = (item: Item | undefined) => itemCounts(item, timeZone, onUnreadable);
    const records = changes.map(
      ({ sequenceNumber, before, after }): CountedRecord => ({
        sequenceNumber,
        increments: difference(countsOf(before), countsOf(after)),
      }),
    );
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      if ((await countFrom(counters, streamShardId, records)) === 'COUNTED') return;
    }
    throw new BusyError(`the checkpoint of ${streamShardId} changed ${ATTEMPTS_MAX} times in a row`);
  };

export type CountChanges = ReturnType<typeof createCountChanges>;

async function countFrom(
  counters: Pick<CounterStore, 'checkpoint' | 'count'>,
  streamShardId: string,
  records: readonly CountedRecord[],
): Promise<'COUNTED' | 'CHANGED_MEANWHILE'> {
  let checkpoint = await counters.checkpoint(streamShardId);
  for (const step of planCounting(records, checkpoint, COUNTERS_PER_WRITE_MAX)) {
    if ((await counters.count(streamShardId, checkpoint, step)) !== 'COUNTED') return 'CHANGED_MEANWHILE';
    checkpoint = step.next;
  }
  return 'COUNTED';
}
