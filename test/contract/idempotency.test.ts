import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { auditWrite } from '../../lambdas/kernel/audit.ts';
import { answerWrite, findAnswer } from '../../lambdas/kernel/idempotency.ts';
import { getItem } from '../../lambdas/kernel/table/items.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { transact, type Write } from '../../lambdas/kernel/table/transaction.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

let table: TestTable;

beforeAll(async () => {
  table = await startTable();
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

const NOW = new Date('2026-02-03T04:05:06.007Z');
const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const WEEK_SECONDS = 7 * 86_400;
const KEPT = { requestHash: 'hash-1', answer: { points: 5, entryId: 'e-1', more: [null, { deep: true }] } };

const counted = z.object({ count: z.int() });
const add = (name: string): Write => ({
  Update: {
    Key: { PK: 'EFFECT', SK: name },
    UpdateExpression: 'ADD #count :one',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':one': 1 },
  },
});
const effectOf = async (name: string) => (await getItem(table, { PK: 'EFFECT', SK: name }, counted))?.count;
/** A request under a key, with its effect in the same transaction. */
const request = (key: string, kept: typeof KEPT, now = NOW) =>
  transact(table, { answer: answerWrite('gifts', key, kept, now), effect: add(key) });

test('a request that was never made has no answer', async () => {
  expect(await findAnswer(table, 'gifts', 'never', NOW)).toBeUndefined();
});

test('a request made again has no second effect, and its first answer is found as it was given', async () => {
  expect(await request('twice', KEPT)).toEqual({ committed: true });
  expect(await request('twice', { ...KEPT, requestHash: 'hash-2' }, after(60))).toEqual({
    committed: false,
    failed: new Set(['answer']),
  });
  expect(await findAnswer(table, 'gifts', 'twice', after(60))).toMatchObject(KEPT);
  expect(await effectOf('twice')).toBe(1);
});

test('twenty of one request at once have one effect', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => request('at-once', KEPT)));
  expect(answers.filter(({ committed }) => committed)).toHaveLength(1);
  expect(await effectOf('at-once')).toBe(1);
});

test('an answer is good up to seven days, whether the table has cleared it away or not; then the key is free', async () => {
  await request('week', KEPT);
  const end = after(WEEK_SECONDS);
  const before = after(WEEK_SECONDS - 1);
  expect(await findAnswer(table, 'gifts', 'week', before)).toMatchObject(KEPT);
  expect(await request('week', KEPT, before)).toMatchObject({ committed: false });
  expect(await findAnswer(table, 'gifts', 'week', end)).toBeUndefined();
  expect(await request('week', { ...KEPT, requestHash: 'hash-2' }, end)).toEqual({ committed: true });
  expect(await findAnswer(table, 'gifts', 'week', end)).toMatchObject({ requestHash: 'hash-2' });
});

test('a key is good for its own route only', async () => {
  await request('routes', KEPT);
  expect(await findAnswer(table, 'redemptions', 'routes', NOW)).toBeUndefined();
});

test('an answer is kept with its effect, or neither is', async () => {
  const refusing: Write = {
    ConditionCheck: { Key: { PK: 'EFFECT', SK: 'nothing' }, ConditionExpression: 'attribute_exists(PK)' },
  };
  const answer = await transact(table, { answer: answerWrite('gifts', 'neither', KEPT, NOW), refusing });
  expect(answer).toEqual({ committed: false, failed: new Set(['refusing']) });
  expect(await findAnswer(table, 'gifts', 'neither', NOW)).toBeUndefined();
});

test.each(['answer', 'request'] as const)('a lost %s leaves one effect, and the answer is found', async (what) => {
  const fault = loseNext(table, what);
  await request(`lost-${what}`, KEPT);
  expect(fault.lostCount()).toBe(1);
  expect(await effectOf(`lost-${what}`)).toBe(1);
  expect(await findAnswer(table, 'gifts', `lost-${what}`, NOW)).toMatchObject(KEPT);
});

test('an audit record stands under its month, with who did what to whom', async () => {
  const entry = {
    keyId: 'k-1',
    action: 'points.adjust',
    subject: 'm-1',
    at: '2026-02-28T23:59:59.999Z',
    id: 'request-1',
    details: { points: -5, reason: 'goodwill' },
  };
  await transact(table, { audit: auditWrite(entry) });
  const shards = await Promise.all(
    [0, 1, 2, 3].map((shard) =>
      getItem(table, keys.audit('2026-02', shard, entry.at, entry.id), z.looseObject({ keyId: z.string() })),
    ),
  );
  expect(shards.filter((item) => item !== undefined)).toEqual([expect.objectContaining(entry)]);
});

test('many audit records spread over the partitions of their month, each under one', () => {
  const partitions = Array.from({ length: 400 }, (_, n) => {
    const write = auditWrite({
      keyId: 'k',
      action: 'a',
      subject: 's',
      at: NOW.toISOString(),
      id: `id-${n}`,
      details: {},
    });
    return 'Put' in write ? String(write.Put.Item?.['PK']) : '';
  });
  const counts = new Map<string, number>();
  for (const partition of partitions) counts.set(partition, (counts.get(partition) ?? 0) + 1);
  expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3].map((shard) => `AUDIT#2026-02#${shard}`));
  expect(Math.min(...counts.values())).toBeGreaterThan(50);
});
