import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { programme } from '../../kernel/programme.ts';
import { createItemReader } from '../../kernel/table/batches.ts';
import { countCapacity } from '../../kernel/table/capacity.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createLedgerStore } from '../../loyalty/index.ts';

export const table = connectTable(requireEnv('TABLE_NAME'));
/** What the daily scan costs is told with what it did. */
export const capacity = countCapacity(table);
export const reader = createItemReader(table);
export const dueShardCount = requireCountEnv('DUE_SHARD_COUNT');
export const ledger = createLedgerStore(table, reader, { ...programme, dueShardCount, clock: systemClock });
