import type { Clock } from '../kernel/clock.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { createModelStore, type ModelStore } from './model-store.ts';
import { createRunStore, type RunStore } from './run-store.ts';
import { createWatchStore, type WatchStore } from './watch-store.ts';

/** All that is kept of members who are watched. */
export interface ChurnStore {
  readonly watches: WatchStore;
  readonly runs: RunStore;
  readonly models: ModelStore;
}

export const createChurnStore = (
  table: Table,
  reader: ItemReader,
  { dueShardCount, clock }: { readonly dueShardCount: number; readonly clock: Clock },
): ChurnStore => ({
  watches: createWatchStore(table, reader, dueShardCount),
  runs: createRunStore(table, reader, dueShardCount),
  models: createModelStore(table, clock),
});
