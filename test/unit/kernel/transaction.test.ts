import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BusyError } from '../../../lambdas/kernel/busy-error.ts';
import { transact, type Write } from '../../../lambdas/kernel/table/transaction.ts';
import { scriptedTable } from './memory-table.ts';

const put = (name: string): Write => ({ Put: { Item: { PK: name, SK: name } } });

/** A table that cancels one transaction after the other for the reasons told, and commits when there are none left. */
function tableThatCancels(...cancellations: readonly (readonly string[])[]) {
  let calls = 0;
  return scriptedTable(() => {
    const reasons = cancellations[calls];
    calls += 1;
    if (reasons === undefined) return {};
    const CancellationReasons = reasons.map((Code) => ({ Code }));
    throw new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
  });
}

beforeEach(() => {
  // Retries come at once.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});

afterEach(() => {
  vi.restoreAllMocks();
});

test('writes go out in their order, with the name of the table', async () => {
  const { table, sent } = tableThatCancels();
  expect(await transact(table, { a: put('a'), b: put('b') })).toEqual({ committed: true });
  expect(sent[0]?.input).toEqual({
    TransactItems: ['a', 'b'].map((name) => ({ Put: { Item: { PK: name, SK: name }, TableName: 'holdfast' } })),
  });
});

test('a write that is left out shifts no name', async () => {
  const { table } = tableThatCancels(['None', 'ConditionalCheckFailed']);
  const writes: Partial<Record<'a' | 'b' | 'c', Write>> = { a: put('a'), c: put('c') };
  expect(await transact(table, writes)).toEqual({ committed: false, failed: new Set(['c']) });
});

test.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
  '%s is tried again, and is never reported as a condition',
  async (reason) => {
    const { table, sent } = tableThatCancels(['None', reason], [reason, reason]);
    expect(await transact(table, { a: put('a'), b: put('b') })).toEqual({ committed: true });
    expect(sent).toHaveLength(3);
  },
);

test('a condition that failed is the answer, even beside a conflict', async () => {
  const { table, sent } = tableThatCancels(['ConditionalCheckFailed', 'TransactionConflict']);
  expect(await transact(table, { a: put('a'), b: put('b') })).toEqual({ committed: false, failed: new Set(['a']) });
  expect(sent).toHaveLength(1);
});

test('eight conflicts in a row are given up as busy', async () => {
  const { table, sent } = tableThatCancels(...Array.from({ length: 20 }, () => ['TransactionConflict']));
  await expect(transact(table, { a: put('a') })).rejects.toThrow(BusyError);
  expect(sent).toHaveLength(8);
});

test('another reason is a fault that names it, and is not tried again', async () => {
  const { table, sent } = tableThatCancels(['None', 'ItemCollectionSizeLimitExceeded']);
  await expect(transact(table, { a: put('a'), b: put('b') })).rejects.toThrow(
    'the transaction was cancelled: None, ItemCollectionSizeLimitExceeded',
  );
  expect(sent).toHaveLength(1);
});

test('an error that is no cancellation is passed on', async () => {
  const { table } = scriptedTable(() => {
    throw new Error('no route to host');
  });
  await expect(transact(table, { a: put('a') })).rejects.toThrow('no route to host');
});

test('more writes than a transaction holds are refused before anything is sent', async () => {
  const { table, sent } = tableThatCancels();
  const writes = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`w-${n}`, put(`w-${n}`)]));
  await expect(transact(table, writes)).rejects.toThrow('at most 100 writes, given 101');
  expect(sent).toHaveLength(0);
});
