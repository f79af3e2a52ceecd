import { systemClock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { logger } from '../../kernel/log.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createCounterStore } from '../counter-store.ts';
import { createProveLedger } from '../prove-ledger.ts';

const table = connectTable(requireEnv('TABLE_NAME'));
const shardCount = requireCountEnv('COUNTER_SHARD_COUNT');
const proveLedger = createProveLedger(createCounterStore(table, { shardCount, clock: systemClock }));

/** What was just written may be counted by half: the job is tried again minutes later, and only then given up. */
export const handler = async (): Promise<void> => {
  const differences = await proveLedger();
  if (differences.length === 0) return;
  logger.error('the balances are not the sum of the entries', { differences });
  throw new Error(`the balances are not the sum of the entries: ${JSON.stringify(differences)}`);
};
