import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createRunStore, entryOfRun, type RunStore } from '../../lambdas/churn/run-store.ts';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { DAY, dueOf, itemAt, noticeOf, runOf } from './churn-items.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

let table: TestTable;
let runs: RunStore;

beforeAll(async () => {
  table = await startTable();
  runs = createRunStore(table, createItemReader(table), 1);
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

test('a run is read back as it was written, due where the sweep looks, and named by its key', async () => {
  const run = runOf('climber', {
    ...{ rung: 2, pointsGiven: 200, unfunded: 1, granting: 500 },
    paid: { 'o-1': 900 },
    returned: { 'r-1': { orderId: 'o-1', minor: 200 }, 'r-2': { orderId: 'o-9', minor: 1 } },
  });
  expect(await runs.run('climber', run.entry)).toBeUndefined();
  expect(await runs.replace(run)).toBe('KEPT');
  expect(await runs.run('climber', run.entry)).toMatchObject({ ...run, version: 1 });
  expect(await dueOf(table, 'climber')).toEqual([`sweep win-back ${run.dueAt}`]);
  const key = keys.run('climber', 'win-back', run.entry);
  expect(entryOfRun(key)).toBe(run.entry);
  expect(await itemAt(table, key)).toMatchObject({ journey: 'win-back', revenueMinor: 700 });
});

test('a run that is over is due no more', async () => {
  await runs.replace(runOf('over'));
  const over = runOf('over', { version: 1, outcome: 'RETURNED', returnedDay: DAY, dueAt: undefined });
  expect(await runs.replace(over)).toBe('KEPT');
  expect(await dueOf(table, 'over')).toEqual([]);
  const read = await runs.run('over', over.entry);
  expect(read).toMatchObject({ outcome: 'RETURNED', returnedDay: DAY });
  expect(read?.dueAt).toBeUndefined();
});

test('runs of a member are listed the latest silence first, as many as are asked for, and nobody else’s', async () => {
  for (const entry of ['2025-03-01', '2026-02-01', '2025-09-01']) {
    await runs.replace(runOf('many', { entry, outcome: 'VOID', paid: { [entry]: 5 } }));
  }
  await runs.replace(runOf('many-more'));
  expect((await runs.runs('many', 2)).map(({ entry, paid }) => [entry, paid])).toEqual([
    ['2026-02-01', { '2026-02-01': 5 }],
    ['2025-09-01', { '2025-09-01': 5 }],
  ]);
  expect(await runs.runs('many', 10)).toHaveLength(3);
  expect(await runs.runs('man', 10)).toEqual([]);
});

test('of ten who take a step of a run at once one does, and it is told of once', async () => {
  await runs.replace(runOf('steps'));
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => runs.replace(runOf('steps', { version: 1, rung: 1 }), noticeOf('steps', 'W#1'))),
  );
  expect(answers.filter((answer) => answer === 'KEPT')).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'CHANGED_MEANWHILE')).toHaveLength(9);
  // What was told is told once, whatever the run says.
  expect(await runs.replace(runOf('steps', { version: 2, rung: 1 }), noticeOf('steps', 'W#1'))).toBe(
    'CHANGED_MEANWHILE',
  );
  expect((await runs.run('steps', '2026-02-01'))?.version).toBe(2);
});

const givenIn = async (month: string) => (await itemAt(table, keys.budget('win-back', month)))?.['given'];

test('a budget is given to its last point and not beyond, month by month', async () => {
  const take = (memberId: string, month: string, points: number, pointsMax = 500) =>
    runs.replace(runOf(memberId, { granting: points }), undefined, { month, points, pointsMax });
  expect(await take('edge-1', '2026-01', 501)).toBe('UNFUNDED');
  expect(await givenIn('2026-01')).toBeUndefined();
  expect(await take('edge-2', '2026-01', 300)).toBe('KEPT');
  expect(await take('edge-3', '2026-01', 201)).toBe('UNFUNDED');
  expect(await runs.run('edge-3', '2026-02-01')).toBeUndefined();
  expect(await take('edge-4', '2026-01', 200)).toBe('KEPT');
  expect(await take('edge-5', '2026-01', 1)).toBe('UNFUNDED');
  expect(await take('edge-5', '2026-02', 500)).toBe('KEPT');
  expect(await take('edge-6', '2026-05', 1, 0)).toBe('UNFUNDED');
  expect([await givenIn('2026-01'), await givenIn('2026-02')]).toEqual([500, 500]);
});

test('one who lost the race for the run, at a budget that is empty too, looks again', async () => {
  const empty = { month: '2026-06', points: 200, pointsMax: 100 };
  await runs.replace(runOf('both'));
  expect(await runs.replace(runOf('both', { version: 9 }), undefined, empty)).toBe('CHANGED_MEANWHILE');
  expect(await runs.replace(runOf('both', { version: 1 }), undefined, empty)).toBe('UNFUNDED');
});

test('however many offers meet at a budget, together they never take more than it has', async () => {
  const budget = { month: '2026-03', points: 200, pointsMax: 1_000 };
  const answers = await Promise.allSettled(
    Array.from({ length: 12 }, (_, n) => runs.replace(runOf(`meet-${n}`, { granting: 200 }), undefined, budget)),
  );
  const kept = answers.filter((answer) => answer.status === 'fulfilled' && answer.value === 'KEPT').length;
  expect(await givenIn('2026-03')).toBe(kept * 200);
  expect(kept).toBeLessThanOrEqual(5);
  // Whoever met others too often comes again.
  for (let n = 0; n < 12; n += 1) await runs.replace(runOf(`meet-${n}`, { granting: 200 }), undefined, budget);
  expect(await givenIn('2026-03')).toBe(1_000);
});

test.each(['answer', 'request'] as const)('points whose %s was lost are taken from the budget once', async (what) => {
  const month = what === 'answer' ? '2026-07' : '2026-08';
  const lost = loseNext(table, what);
  const answer = await runs.replace(runOf(`lost-${what}`, { granting: 200 }), undefined, {
    ...{ month, points: 200, pointsMax: 1_000 },
  });
  expect(lost.lostCount()).toBe(1);
  expect(['KEPT', 'CHANGED_MEANWHILE']).toContain(answer);
  expect(await givenIn(month)).toBe(200);
  expect(await runs.run(`lost-${what}`, '2026-02-01')).toMatchObject({ granting: 200, version: 1 });
});
