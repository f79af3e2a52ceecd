import { createArchive } from '../../kernel/archive.ts';
import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { logger } from '../../kernel/log.ts';
import { programme } from '../../kernel/programme.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createCounterStore } from '../counter-store.ts';
import { createExportLiability } from '../export-liability.ts';
import { createReadLiability } from '../read-liability.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const counters = createCounterStore(table, { shardCount: requireCountEnv('COUNTER_SHARD_COUNT'), clock: systemClock });
const readLiability = createReadLiability(counters, programme, systemClock);
const exportLiability = createExportLiability(readLiability, createArchive(requireEnv('ARCHIVE_BUCKET')));

/** What was just written may be counted by half: the job is tried again minutes later, and only then given up. */
export const handler = async (): Promise<void> => {
  const differences = await exportLiability();
  if (differences.length === 0) return;
  logger.error('the lots are not what the balances say', { differences });
  throw new Error(`the lots are not what the balances say: ${JSON.stringify(differences)}`);
};
