import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Change, createCountChanges } from '../../lambdas/insight/count-changes.ts';
import { createCounterStore } from '../../lambdas/insight/counter-store.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

let table: TestTable;

beforeAll(async () => {
  table = await startTable();
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

const settings = { shardCount: 4, clock: () => new Date('2026-02-03T04:05:06.007Z') };

/** Accounts of a period of their own, by the order count of each: every one counts as a buyer. */
function changesOf(count: number): Change[] {
  return Array.from({ length: count }, (_, index) => ({
    sequenceNumber: String(index + 1),
    before: undefined,
    after: { entityType: 'Points', orderCount: 1, active: 10 },
  }));
}

const countInto = (shard: string, changes: readonly Change[]) =>
  createCountChanges(createCounterStore(table, settings), 'UTC', () => undefined)(shard, changes);
const figures = async () => Object.fromEntries(await createCounterStore(table, settings).period('buyers', 'all'));

test('a batch delivered again, longer, shorter or split counts once, and shards add up', async () => {
  const changes = changesOf(10);
  for (const [from, to] of [
    [0, 6],
    [0, 6],
    [2, 4],
    [3, 10],
    [9, 10],
  ] as const) {
    await countInto('shard-a', changes.slice(from, to));
  }
  expect(await figures()).toEqual({ buyers: 10 });
  await countInto('shard-b', changes.slice(0, 3));
  expect(await figures()).toEqual({ buyers: 13 });
});

test.each(['answer', 'request'] as const)('a lost %s of a write that counts leaves it counted once', async (what) => {
  const before = (await figures())['buyers'] ?? 0;
  const counters = createCounterStore(table, settings);
  const faults: ReturnType<typeof loseNext>[] = [];
  const count: typeof counters.count = (...step) => {
    if (faults.length === 0) faults.push(loseNext(table, what));
    return counters.count(...step);
  };
  await createCountChanges({ ...counters, count }, 'UTC', () => undefined)(`shard-lost-${what}`, changesOf(2));
  expect(faults.map(({ lostCount }) => lostCount())).toEqual([1]);
  loseNothing(table);
  expect((await figures())['buyers']).toBe(before + 2);
});

test('two who count the same shard at once count it once', async () => {
  const before = (await figures())['buyers'] ?? 0;
  await Promise.all(Array.from({ length: 4 }, () => countInto('shard-twice', changesOf(5))));
  expect((await figures())['buyers']).toBe(before + 5);
});

test('a counter that a correction brings back to nothing reads as nothing', async () => {
  const [first] = changesOf(1);
  await countInto('shard-back', [
    { ...first, sequenceNumber: '1', before: undefined, after: { entityType: 'Points', pending: 7 } },
  ]);
  await countInto('shard-back', [
    { sequenceNumber: '2', before: { entityType: 'Points', pending: 7 }, after: undefined },
  ]);
  const points = await createCounterStore(table, settings).period('points', 'all');
  expect(points.get('pending') ?? 0).toBe(0);
});

test('a lot that is dated anew, spent from and emptied leaves its points where they are, month by month', async () => {
  const lot = (entityType: string, points: number, expiryDay: string) => ({ entityType, points, expiryDay });
  const liability = async () => {
    const counted = await createCounterStore(table, settings).period('liability', 'all');
    return Object.fromEntries([...counted].filter(([, points]) => points !== 0));
  };
  const images = [
    lot('ActiveLot', 50, '2027-01-01'),
    lot('ActiveLot', 50, '2027-03-01'),
    lot('ActiveLot', 20, '2027-03-01'),
  ];
  await countInto('shard-lots', [
    { sequenceNumber: '1', before: undefined, after: images[0] },
    { sequenceNumber: '2', before: undefined, after: lot('PendingLot', 9, 'never') },
    { sequenceNumber: '3', before: images[0], after: images[1] },
    { sequenceNumber: '4', before: images[1], after: images[2] },
  ]);
  expect(await liability()).toEqual({ 'active#2027-03': 20, 'pending#never': 9 });
  await countInto('shard-lots', [{ sequenceNumber: '5', before: images[2], after: undefined }]);
  expect(await liability()).toEqual({ 'pending#never': 9 });
});
