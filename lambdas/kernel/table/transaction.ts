import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { BusyError } from '../busy-error.ts';
import { waitBeforeRetry } from '../retry.ts';
import type { Table } from './client.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
/** An element of a transaction, without the table's name, which {@link transact} fills in. */
export type Write =
  | { readonly Put: Omit<NonNullable<TransactItem['Put']>, 'TableName'> }
  | { readonly Update: Omit<NonNullable<TransactItem['Update']>, 'TableName'> }
  | { readonly Delete: Omit<NonNullable<TransactItem['Delete']>, 'TableName'> }
  | { readonly ConditionCheck: Omit<NonNullable<TransactItem['ConditionCheck']>, 'TableName'> };

/** By name: which writes' conditions did not hold. Nothing was written. */
export type TransactionAnswer<Name extends string> =
  | { readonly committed: true }
  | { readonly committed: false; readonly failed: ReadonlySet<Name> };

const WRITES_MAX = 100;
const ATTEMPTS_MAX = 8;
const TRANSIENT = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/**
 * Writes all or nothing. Conditions that fail are an answer; conflicts with other transactions and throttling are
 * tried again, then thrown as {@link BusyError}. A retry after a lost answer may find its own writes: the caller
 * gives at least one write a condition that fails then, and reads that as "done before".
 */
export async function transact<Name extends string>(
  table: Table,
  writes: Readonly<Partial<Record<Name, Write>>>,
): Promise<TransactionAnswer<Name>> {
  const present = Object.entries<Write | undefined>(writes).flatMap(([name, write]) =>
    write ? [{ name, write }] : [],
  );
  const names = present.map(({ name }) => name as Name);
  if (names.length > WRITES_MAX)
    throw new Error(`a transaction has at most ${WRITES_MAX} writes, given ${names.length}`);
  const TransactItems = present.map(({ write }) => withTable(write, table.name));
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const reasons = await send(table, TransactItems);
    if (reasons === 'COMMITTED') return { committed: true };
    const failed = names.filter((_, index) => reasons[index] === 'ConditionalCheckFailed');
    if (failed.length > 0) return { committed: false, failed: new Set(failed) };
    if (!reasons.every((reason) => reason === 'None' || TRANSIENT.has(reason))) {
      throw new Error(`the transaction was cancelled: ${reasons.join(', ')}`);
    }
    await waitBeforeRetry(attempt);
  }
  throw new BusyError(`the transaction met conflicts or throttling ${ATTEMPTS_MAX} times`);
}

async function send(table: Table, TransactItems: TransactItem[]): Promise<'COMMITTED' | string[]> {
  try {
    await table.client.send(new TransactWriteCommand({ TransactItems }));
    return 'COMMITTED';
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    return (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
  }
}

function withTable(write: Write, TableName: string): TransactItem {
  const [[kind, input] = []] = Object.entries(write);
  return { [String(kind)]: { ...input, TableName } } as TransactItem;
}
