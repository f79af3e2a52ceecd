import { createCounterStore, listMonths, readPurchaseRows, readSpendRows } from '../../insight/index.ts';
import { addMonths, dayOf } from '../../kernel/calendar.ts';
import { systemClock as clock } from '../../kernel/clock.ts';
import { requireCountEnv, requireEnv } from '../../kernel/env.ts';
import { logger } from '../../kernel/log.ts';
import { programme } from '../../kernel/programme.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { createFitPurchases } from '../fit-purchases.ts';
import { createModelStore } from '../model-store.ts';

/** Who bought first longer ago tells nothing of the shop of today. */
const HISTORY_MONTHS = 120;
const { timeZone } = programme;
const table = connectTable(requireEnv('TABLE_NAME'));
const counters = createCounterStore(table, { shardCount: requireCountEnv('COUNTER_SHARD_COUNT'), clock });

/** Month after month, and without the rows that nobody is in any more: each order leaves one. */
async function readPurchases() {
  const today = dayOf(clock().getTime(), timeZone);
  const months: [string, ReadonlyMap<string, number>][] = [];
  for (const month of listMonths(addMonths(today, -HISTORY_MONTHS), today)) {
    months.push([month, await counters.period('purchases', month)]);
    await counters.removeEmpty('purchases', month);
  }
  return readPurchaseRows(months);
}

const fitPurchases = createFitPurchases(
  {
    models: createModelStore(table, clock),
    readPurchases,
    readSpend: async () => readSpendRows(await counters.period('spend', 'all')),
    clock,
  },
  timeZone,
);

export const handler = async (): Promise<void> => {
  const { kind, ...outcome } = await fitPurchases();
  logger.info('the model of purchases', { kind, ...outcome });
};
