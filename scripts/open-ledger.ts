import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createItemReader } from '../lambdas/kernel/table/batches.ts';
import { documentClient, type Table } from '../lambdas/kernel/table/client.ts';
import { createLedgerStore } from '../lambdas/loyalty/index.ts';
import { type Programme, parseProgrammeText } from '../programmes/programme.ts';
import { findAccount } from './account.ts';
import { UsageError } from './command.ts';

const DUE_SHARDS = 16;

/** Options of commands that book by a programme's file, for `parseArgs`. */
export const LEDGER_OPTIONS = {
  programme: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  table: { type: 'string' },
  local: { type: 'string' },
  shards: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export interface LedgerTarget {
  readonly programme: Programme;
  readonly table: Table;
  readonly ledger: ReturnType<typeof createLedgerStore>;
  readonly clock: () => Date;
}

/** The ledger of an account or of a local run, by a programme's file. @throws UsageError for options that do not hold */
export async function openLedger(options: {
  readonly programme?: string | undefined;
  readonly table?: string | undefined;
  readonly local?: string | undefined;
  readonly shards?: string | undefined;
}): Promise<LedgerTarget> {
  if (options.programme === undefined) throw new UsageError('--programme is needed');
  const programme = parseProgrammeText(readFileSync(options.programme, 'utf8'));
  const account = await findAccount(options.local);
  const name = options.table ?? account.tableName;
  if (name === undefined) throw new UsageError('--table or --local is needed');
  const dueShardCount = Number(options.shards ?? (options.local === undefined ? DUE_SHARDS : 1));
  if (!Number.isInteger(dueShardCount) || dueShardCount < 1) throw new UsageError('--shards is a number of shards');
  const table = { client: documentClient(new DynamoDBClient(account.client)), name };
  const clock = () => new Date(Date.now() + account.aheadMs);
  const ledger = createLedgerStore(table, createItemReader(table), { ...programme, dueShardCount, clock });
  return { programme, table, ledger, clock };
}
