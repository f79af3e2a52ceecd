import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { dueAttributes, dueItems } from '../../lambdas/kernel/due.ts';
import { CorruptItemError } from '../../lambdas/kernel/table/codec.ts';
import { type Cursor, getItem, putNewItem, queryPage } from '../../lambdas/kernel/table/items.ts';
import { transact, type Write } from '../../lambdas/kernel/table/transaction.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

let table: TestTable;

beforeAll(async () => {
  table = await startTable();
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

const counter = z.object({ count: z.int() });
const key = (name: string) => ({ PK: 'TEST', SK: name });

const put = (name: string, count = 1): Write => ({
  Put: { Item: { ...key(name), count }, ConditionExpression: 'attribute_not_exists(PK)' },
});
const add = (name: string): Write => ({
  Update: {
    Key: key(name),
    UpdateExpression: 'ADD #count :one',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':one': 1 },
  },
});

test('a new item is written once, and is read as its schema says', async () => {
  expect(await putNewItem(table, { ...key('new'), count: 3, other: 'left out' })).toBe('WRITTEN');
  expect(await putNewItem(table, { ...key('new'), count: 4 })).toBe('EXISTS');
  expect(await getItem(table, key('new'), counter)).toEqual({ count: 3 });
  expect(await getItem(table, key('nowhere'), counter)).toBeUndefined();
});

test('an item that is not what its schema says is named, with what is wrong', async () => {
  await putNewItem(table, { ...key('corrupt'), count: 'three' });
  const reading = getItem(table, key('corrupt'), counter);
  await expect(reading).rejects.toThrow(CorruptItemError);
  await expect(reading).rejects.toThrow(/TEST corrupt: count/);
});

test('a transaction writes all of it, or names the conditions that failed and writes nothing', async () => {
  expect(await transact(table, { a: put('t-a'), b: put('t-b') })).toEqual({ committed: true });
  expect(await transact(table, { a: put('t-a'), b: put('t-b'), c: put('t-c') })).toEqual({
    committed: false,
    failed: new Set(['a', 'b']),
  });
  expect(await getItem(table, key('t-c'), counter)).toBeUndefined();
});

test('forty transactions on one item at once are all done: a conflict is retried, and never reported as a refusal', async () => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      transact(table, { own: put(`contended-${index}`), shared: add('contended') }),
    ),
  );
  expect(answers.every(({ committed }) => committed)).toBe(true);
  expect(await getItem(table, key('contended'), counter)).toEqual({ count: 40 });
});

test.each(['answer', 'request'] as const)('a lost %s of a transaction leaves one effect', async (what) => {
  const fault = loseNext(table, what);
  const answer = await transact(table, { entry: put(`lost-${what}`), sum: add(`sum-${what}`) });
  expect(fault.lostCount()).toBe(1);
  // Either the engine knows the request's token and answers as before, or the entry's condition says "done before".
  if (!answer.committed) expect([...answer.failed]).toEqual(['entry']);
  expect(await getItem(table, key(`sum-${what}`), counter)).toEqual({ count: 1 });
});

test('a query goes on from page to page until nothing is left', async () => {
  for (let index = 0; index < 7; index += 1) {
    await putNewItem(table, { PK: 'PAGES', SK: String(index), count: index });
  }
  const query = { KeyConditionExpression: 'PK = :pk', ExpressionAttributeValues: { ':pk': 'PAGES' }, Limit: 3 };
  const counts: number[] = [];
  let cursor: Cursor | undefined;
  do {
    const page = await queryPage(table, query, counter, cursor);
    expect(page.items.length).toBeLessThanOrEqual(3);
    counts.push(...page.items.map(({ count }) => count));
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(counts).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('the due index holds what is to come and nothing else, earliest first, up to the very instant', async () => {
  const putDue = (name: string, dueAt: string) =>
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...key(name), ...dueAttributes(dueAt, 'release', `member-${name}`, 1) },
      }),
    );
  await putDue('later', '2026-05-01T10:00:00.001Z');
  await putDue('now', '2026-05-01T10:00:00.000Z');
  await putDue('before', '2026-04-30T00:00:00.000Z');
  const due = async () => (await dueItems(table, { shard: 0, lane: 'sweep' }, '2026-05-01T10:00:00.000Z', 10)).items;
  expect(await due()).toEqual([
    { key: key('before'), dueAt: '2026-04-30T00:00:00.000Z', rule: 'release', memberId: 'member-before' },
    { key: key('now'), dueAt: '2026-05-01T10:00:00.000Z', rule: 'release', memberId: 'member-now' },
  ]);
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: key('before') }));
  expect((await due()).map(({ key: { SK } }) => SK)).toEqual(['now']);
});
