import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Change, createCountChanges } from '../../lambdas/insight/count-changes.ts';
import { createCounterStore } from '../../lambdas/insight/counter-store.ts';
import { readCounterKey, Tally } from '../../lambdas/insight/counts.ts';
import { itemCounts } from '../../lambdas/insight/item-counts.ts';
import { addActiveDay } from '../../lambdas/kernel/active-days.ts';
import { addDays } from '../../lambdas/kernel/calendar.ts';
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

const MONTH = '2026-01';
/** A buyer whose purchases began on a day of the month, and who bought on so many days in a row. */
const buyer = (firstDay: number, dayCount: number) => ({
  ...{ entityType: 'Profile', memberId: 'm', firstOrders: [] },
  orderDays: Array.from({ length: dayCount }, (_, index) => addDays(`${MONTH}-01`, firstDay + index)).reduce<
    ReturnType<typeof addActiveDay> | undefined
  >(addActiveDay, undefined),
});
const rows = async (counters = createCounterStore(table, settings)) =>
  Object.fromEntries([...(await counters.period('purchases', MONTH))].filter(([, total]) => total !== 0));
const keptRows = async () => [...(await createCounterStore(table, settings).period('purchases', MONTH)).keys()];

test('rows that nobody is in any more are removed, and only they; who comes into one again begins it anew', async () => {
  const counters = createCounterStore(table, settings);
  await countInto('shard-rows', [
    { sequenceNumber: '1', before: undefined, after: buyer(1, 1) },
    { sequenceNumber: '2', before: buyer(1, 1), after: buyer(1, 2) },
  ]);
  await countInto('shard-rows', [
    { sequenceNumber: '3', before: buyer(1, 2), after: buyer(1, 3) },
    { sequenceNumber: '4', before: undefined, after: buyer(5, 1) },
  ]);
  expect(await keptRows()).toHaveLength(3);
  expect(await counters.removeEmpty('purchases', MONTH)).toBe(1);
  expect(await counters.removeEmpty('purchases', MONTH)).toBe(0);
  expect((await keptRows()).toSorted()).toEqual(['02#2026-01-04#3', '06#2026-01-06#1']);
  await countInto('shard-rows', [{ sequenceNumber: '5', before: undefined, after: buyer(1, 2) }]);
  expect(await rows()).toEqual({ '02#2026-01-03#2': 1, '02#2026-01-04#3': 1, '06#2026-01-06#1': 1 });
  await countInto('shard-rows', [
    { sequenceNumber: '6', before: buyer(1, 2), after: undefined },
    { sequenceNumber: '7', before: buyer(1, 3), after: undefined },
    { sequenceNumber: '8', before: buyer(5, 1), after: undefined },
  ]);
});

test('who is counted between the reading of an empty row and its removal is not lost', async () => {
  await countInto('shard-between', [{ sequenceNumber: '1', before: undefined, after: buyer(9, 1) }]);
  await countInto('shard-between', [{ sequenceNumber: '2', before: buyer(9, 1), after: undefined }]);
  let deletes = 0;
  table.client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context['commandName'] === 'DeleteItemCommand' || context['commandName'] === 'DeleteCommand') {
        deletes += 1;
        if (deletes === 1) {
          await countInto('shard-between', [{ sequenceNumber: '3', before: undefined, after: buyer(9, 1) }]);
        }
      }
      return next(args);
    },
    { step: 'initialize', name: 'countBetween', override: true },
  );
  try {
    await createCounterStore(table, settings).removeEmpty('purchases', MONTH);
  } finally {
    table.client.middlewareStack.remove('countBetween');
  }
  expect(deletes).toBeGreaterThan(0);
  expect(await rows()).toEqual({ '10#2026-01-10#1': 1 });
  await countInto('shard-between', [{ sequenceNumber: '4', before: buyer(9, 1), after: undefined }]);
});

test('whatever is counted while empty rows are removed over and over, the rows are what the items say', async () => {
  const counters = createCounterStore(table, settings);
  const members = new Map<string, ReturnType<typeof buyer>>();
  let isCounting = true;
  let removed = 0;
  const removing = (async () => {
    while (isCounting) removed += await counters.removeEmpty('purchases', MONTH);
  })();
  // Each turn leaves one of five rows and enters another, so that rows are empty, and are not, again and again.
  const count = async (shard: string) => {
    for (let turn = 1; turn <= 40; turn += 1) {
      const after = buyer(turn % 5, 1);
      await countInto(shard, [{ sequenceNumber: String(turn), before: members.get(shard), after }]);
      members.set(shard, after);
    }
  };
  await Promise.all(['shard-one', 'shard-two', 'shard-three'].map(count));
  isCounting = false;
  await removing;
  removed += await counters.removeEmpty('purchases', MONTH);
  expect(removed).toBeGreaterThan(10);
  const expected = new Tally();
  for (const item of members.values()) expected.addAll(itemCounts(item, 'UTC', () => undefined));
  const purchases = [...expected.counts()].filter(([key]) => key.startsWith('purchases#'));
  expect(await rows()).toEqual(
    Object.fromEntries(purchases.map(([key, total]) => [readCounterKey(key).dimension, total])),
  );
});
