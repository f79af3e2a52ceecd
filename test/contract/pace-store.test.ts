import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Grant } from '../../lambdas/outreach/pace.ts';
import { createPaceStore } from '../../lambdas/outreach/pace-store.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

let table: TestTable;

beforeAll(async () => {
  table = await startTable();
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

/** The first second of a minute; each test has an hour of its own. */
const startOf = (hour: number) => Date.parse('2026-06-10T00:00:00.000Z') / 1_000 + hour * 3_600;

function bySecond(grants: readonly Grant[]): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const { second, count } of grants) sums.set(second, (sums.get(second) ?? 0) + count);
  return sums;
}
const total = (grants: readonly Grant[]) => grants.reduce((sum, { count }) => sum + count, 0);

test('one who takes gets the earliest seconds, over the end of a minute', async () => {
  const pace = createPaceStore(table);
  expect(await pace.take('email', startOf(0) + 58, 7, 3)).toEqual([
    { second: startOf(0) + 58, count: 3 },
    { second: startOf(0) + 59, count: 3 },
    { second: startOf(0) + 60, count: 1 },
  ]);
  expect(await pace.take('email', startOf(0) + 58, 1, 3)).toEqual([{ second: startOf(0) + 60, count: 1 }]);
  expect(await pace.take('sms', startOf(0) + 58, 1, 3)).toEqual([{ second: startOf(0) + 58, count: 1 }]);
  expect(await pace.take('email', startOf(0), 0, 3)).toEqual([]);
});

test('a whole minute can be taken at once', async () => {
  const grants = await createPaceStore(table).take('email', startOf(2), 60, 1);
  expect(bySecond(grants)).toEqual(new Map(Array.from({ length: 60 }, (_, second) => [startOf(2) + second, 1])));
});

test('ten who take at once are never over the rate in any second, get all they want, and leave no second out', async () => {
  const RATE = 5;
  const takers = Array.from({ length: 10 }, () => createPaceStore(table));
  const rounds = await Promise.all(
    takers.map(async (pace, index) => {
      const grants: Grant[] = [];
      for (let round = 0; round < 6; round += 1) {
        const taken = await pace.take('email', startOf(4) + 50, 1 + ((index + round) % 8), RATE);
        expect(total(taken)).toBe(1 + ((index + round) % 8));
        grants.push(...taken);
      }
      return grants;
    }),
  );
  const granted = bySecond(rounds.flat());
  expect(Math.max(...granted.values())).toBe(RATE);
  const wanted = total(rounds.flat());
  expect(granted.size).toBe(Math.ceil(wanted / RATE));
  expect(Math.max(...granted.keys())).toBe(startOf(4) + 50 + granted.size - 1);
});

test('senders that know different rates keep to their own', async () => {
  const [slow, fast] = [createPaceStore(table), createPaceStore(table)];
  await fast.take('email', startOf(6), 8, 8);
  expect(await slow.take('email', startOf(6), 3, 2)).toEqual([
    { second: startOf(6) + 1, count: 2 },
    { second: startOf(6) + 2, count: 1 },
  ]);
  expect(await fast.take('email', startOf(6), 3, 8)).toEqual([{ second: startOf(6) + 1, count: 3 }]);
});

test.each(['answer', 'request'] as const)('a lost %s never makes a second fuller than the rate', async (what) => {
  const from = startOf(what === 'answer' ? 8 : 10);
  const { lostCount } = loseNext(table, what);
  const first = await createPaceStore(table).take('email', from, 2, 2);
  loseNothing(table);
  expect(lostCount()).toBe(1);
  const others = await createPaceStore(table).take('email', from, 4, 2);
  const granted = bySecond([...first, ...others]);
  expect(total([...first, ...others])).toBe(6);
  for (const count of granted.values()) expect(count).toBeLessThanOrEqual(2);
});

test('whoever needs more than an hour has gets what there is, and the rest later', async () => {
  const pace = createPaceStore(table);
  expect(total(await pace.take('email', startOf(12), 3_601, 1))).toBe(3_600);
  expect(await pace.take('email', startOf(12), 1, 1)).toEqual([]);
  expect(await pace.take('email', startOf(13), 1, 1)).toEqual([{ second: startOf(13), count: 1 }]);
  expect(await pace.take('sms', startOf(12), 1, 0)).toEqual([]);
});
