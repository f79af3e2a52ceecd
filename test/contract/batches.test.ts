import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { BusyError } from '../../lambdas/kernel/busy-error.ts';
import { createItemReader, createItemWriter } from '../../lambdas/kernel/table/batches.ts';
import { CorruptItemError } from '../../lambdas/kernel/table/codec.ts';
import { getItem } from '../../lambdas/kernel/table/items.ts';
import { type SentCommand, scriptedTable } from '../unit/kernel/memory-table.ts';
import { startTable, type TestTable } from './engine.ts';

vi.mock(import('../../lambdas/kernel/retry.ts'), () => ({ waitBeforeRetry: async () => undefined }));

let table: TestTable;

beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

const counted = z.object({ count: z.int() });
const key = (n: number, prefix = 'item') => ({ PK: 'BATCH', SK: `${prefix}-${n}` });
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

test('what is written in one turn is read in one turn, more than a call takes of each, and absent ones are absent', async () => {
  const write = createItemWriter(table);
  await Promise.all(numbers(130).map((n) => write({ ...key(n), count: n })));
  const reader = createItemReader(table);
  const read = await Promise.all(numbers(250).map((n) => reader.read(key(n), counted)));
  expect(read).toEqual(numbers(250).map((n) => (n < 130 ? { count: n } : undefined)));
});

test('who asks for the same item in one turn is answered alike', async () => {
  await createItemWriter(table)({ ...key(1, 'shared'), count: 7 });
  const reader = createItemReader(table);
  const read = await Promise.all(numbers(300).map((n) => reader.read(key(n % 3, 'shared'), counted)));
  expect(read).toEqual(numbers(300).map((n) => (n % 3 === 1 ? { count: 7 } : undefined)));
});

test('an item that is corrupt is the fault of who asked for it, and of nobody else', async () => {
  const write = createItemWriter(table);
  await Promise.all([write({ ...key(1, 'corrupt'), count: 'one' }), write({ ...key(2, 'corrupt'), count: 2 })]);
  const reader = createItemReader(table);
  const [corrupt, whole] = await Promise.allSettled([1, 2].map((n) => reader.read(key(n, 'corrupt'), counted)));
  expect(corrupt).toMatchObject({ status: 'rejected', reason: expect.any(CorruptItemError) });
  expect(whole).toEqual({ status: 'fulfilled', value: { count: 2 } });
});

test('of one item written twice in a turn the last stays, and what stood there is replaced', async () => {
  const write = createItemWriter(table);
  await Promise.all([1, 2, 3].map((count) => write({ ...key(1, 'twice'), count })));
  expect(await getItem(table, key(1, 'twice'), counted)).toEqual({ count: 3 });
  await write({ ...key(1, 'twice'), count: 4 });
  expect(await getItem(table, key(1, 'twice'), counted)).toEqual({ count: 4 });
});

test('items larger than one answer carries are all read', async () => {
  const write = createItemWriter(table);
  const text = 'x'.repeat(350_000);
  for (const n of numbers(60)) await write({ ...key(n, 'large'), count: n, text });
  const reader = createItemReader(table);
  const read = await Promise.all(numbers(60).map((n) => reader.read(key(n, 'large'), counted)));
  expect(read).toEqual(numbers(60).map((count) => ({ count })));
});

interface Key {
  readonly PK: string;
  readonly SK: string;
}
interface Wanted {
  readonly Keys?: readonly Key[];
}
type Put = { readonly PutRequest: { readonly Item: Key } };

/** What a call asks of the table: keys to read, or items to write. */
const readsOf = ({ input }: SentCommand) => (input['RequestItems'] as { holdfast: Wanted }).holdfast.Keys;
const writesOf = ({ input }: SentCommand) => (input['RequestItems'] as { holdfast: readonly Put[] }).holdfast;

/** A table that does the first `done` of each call, and leaves the rest for the next. */
function throttledTable(done: number) {
  const written: Key[] = [];
  const answer = (command: SentCommand) => {
    const keys = readsOf(command);
    if (keys !== undefined) {
      const found = keys.slice(0, done).map((each) => ({ ...each, count: Number(each.SK.split('-')[1]) }));
      const UnprocessedKeys = keys.length > done ? { holdfast: { Keys: keys.slice(done) } } : {};
      return { Responses: { holdfast: found }, UnprocessedKeys };
    }
    const items = writesOf(command);
    written.push(...items.slice(0, done).map(({ PutRequest }) => PutRequest.Item));
    return { UnprocessedItems: items.length > done ? { holdfast: items.slice(done) } : {} };
  };
  return { ...scriptedTable(answer), written };
}

test('what throttling leaves undone goes again until all is done, and only that', async () => {
  const { table: throttled, sent, written } = throttledTable(5);
  const reader = createItemReader(throttled);
  expect(await Promise.all(numbers(20).map((n) => reader.read(key(n), counted)))).toEqual(
    numbers(20).map((count) => ({ count })),
  );
  expect(sent).toHaveLength(4);
  const write = createItemWriter(throttled);
  await Promise.all(numbers(20).map((n) => write({ ...key(n), count: n })));
  expect(written).toEqual(numbers(20).map((n) => ({ ...key(n), count: n })));
  expect(sent).toHaveLength(8);
});

test('a table that does nothing is busy after a limited number of tries, for all who asked', async () => {
  const { table: throttled, sent } = throttledTable(0);
  const reader = createItemReader(throttled);
  const read = await Promise.allSettled(numbers(3).map((n) => reader.read(key(n), counted)));
  expect(read.map((each) => each.status === 'rejected' && each.reason instanceof BusyError)).toEqual([
    true,
    true,
    true,
  ]);
  expect(sent).toHaveLength(8);
  const write = createItemWriter(throttled);
  await expect(write({ ...key(1), count: 1 })).rejects.toThrow(BusyError);
  expect(sent).toHaveLength(16);
});

test('no call asks for more than a call may, nor for one item twice, which the table refuses', async () => {
  const { table: open, sent } = throttledTable(1_000);
  const reader = createItemReader(open);
  await Promise.all(numbers(250).map((n) => reader.read(key(n % 40), counted)));
  const write = createItemWriter(open);
  await Promise.all(numbers(60).map((n) => write({ ...key(n % 20), count: n })));
  const asked = sent.map((command) => readsOf(command) ?? writesOf(command).map(({ PutRequest }) => PutRequest.Item));
  expect(asked.map((keys) => new Set(keys.map(({ SK }) => SK)).size)).toEqual(asked.map(({ length }) => length));
  // 250 reads of 40 items by 100, 60 writes of 20 items by 25.
  expect(asked.map(({ length }) => length)).toEqual([40, 40, 40, 20, 20, 10]);
});
