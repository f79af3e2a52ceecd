import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { createHashAddress } from '../../lambdas/outreach/address-hash.ts';
import { createSuppressionStore, type SuppressionStore } from '../../lambdas/outreach/suppression-store.ts';
import { startTable, type TestTable } from './engine.ts';

let table: TestTable;
let suppressions: SuppressionStore;

beforeAll(async () => {
  table = await startTable();
  suppressions = createSuppressionStore(table, createItemReader(table), createHashAddress('key'));
});
afterAll(() => table.stop());

const BOUNCE = { reason: 'BOUNCE', at: '2026-06-10T04:00:00.000Z' } as const;
const COMPLAINT = { reason: 'COMPLAINT', at: '2026-06-11T04:00:00.000Z' } as const;

test('an address is suppressed once, and keeps its first reason', async () => {
  expect(await suppressions.suppression('a@example.com')).toBeUndefined();
  expect(await suppressions.suppress('a@example.com', BOUNCE)).toBe(true);
  expect(await suppressions.suppress('a@example.com', COMPLAINT)).toBe(false);
  expect(await suppressions.suppression('a@example.com')).toEqual(BOUNCE);
  expect(await suppressions.suppression('b@example.com')).toBeUndefined();
});

test('an address is the same however it is written', async () => {
  await suppressions.suppress(' Lin@Example.COM ', COMPLAINT);
  expect(await suppressions.suppression('lin@example.com')).toEqual(COMPLAINT);
});

test('of many who suppress an address at once one is the first', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => suppressions.suppress('c@example.com', BOUNCE)));
  expect(answers.filter((isFirst) => isFirst)).toHaveLength(1);
});

test('no address stands in the table, and without the key none is found', async () => {
  await suppressions.suppress('seeded@example.com', BOUNCE);
  await suppressions.suppress('+8613800138000', BOUNCE);
  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
  expect(Items.length).toBeGreaterThan(0);
  expect(JSON.stringify(Items)).not.toMatch(/seeded|example|13800138000/i);
  const other = createSuppressionStore(table, createItemReader(table), createHashAddress('another key'));
  expect(await other.suppression('seeded@example.com')).toBeUndefined();
});
