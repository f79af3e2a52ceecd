import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { StageChange } from '../../lambdas/churn/member-review.ts';
import { createModelStore } from '../../lambdas/churn/model-store.ts';
import type { PurchaseModel } from '../../lambdas/churn/purchase-model.ts';
import { createRunStore, entryOfRun, type RunStore } from '../../lambdas/churn/run-store.ts';
import { mergeShards, SCAN_FIGURES } from '../../lambdas/churn/scan-report.ts';
import { createScanReportStore } from '../../lambdas/churn/scan-report-store.ts';
import { newWatch, type Watch } from '../../lambdas/churn/watch.ts';
import { createWatchStore, type WatchChange, type WatchStore } from '../../lambdas/churn/watch-store.ts';
import { enterRun, type Run } from '../../lambdas/churn/win-back.ts';
import { type DueLane, dueItems } from '../../lambdas/kernel/due.ts';
import type { Notice } from '../../lambdas/kernel/notice.ts';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { type ItemKey, keys } from '../../lambdas/kernel/table/keys.ts';
import { loseNext, loseNothing, startTable, type TestTable } from './engine.ts';

let table: TestTable;
let watches: WatchStore;
let runs: RunStore;

beforeAll(async () => {
  table = await startTable();
  watches = createWatchStore(table, createItemReader(table), 1);
  runs = createRunStore(table, createItemReader(table), 1);
});
afterEach(() => loseNothing(table));
afterAll(() => table.stop());

const DAY = '2026-03-04';
const at = (hour: number, day = DAY) => `${day}T${String(hour).padStart(2, '0')}:00:00.000Z`;
const itemAt = async (key: ItemKey) =>
  (await table.client.send(new GetCommand({ TableName: table.name, Key: { ...key }, ConsistentRead: true }))).Item;

/** What is due of a member by the end of the year, as lane, rule and instant. */
async function dueOf(memberId: string): Promise<string[]> {
  const lanes: DueLane[] = ['sweep', 'daily'];
  const due = await Promise.all(lanes.map((lane) => dueItems(table, { shard: 0, lane }, '2026-12-31', 100)));
  return due.flatMap(({ items }, index) =>
    items.filter((item) => item.memberId === memberId).map(({ rule, dueAt }) => `${lanes[index]} ${rule} ${dueAt}`),
  );
}

const watchOf = (memberId: string, changes: Partial<Watch> = {}): Watch => ({ ...newWatch(memberId, DAY), ...changes });
const changeOf = (next: Watch, more: Partial<WatchChange> = {}): WatchChange => ({
  ...{ next, changes: [], losses: [], notices: [] },
  ...more,
});
const moveTo = (to: StageChange['to'], dayOfMonth: number): StageChange => ({
  ...{ from: 'new', to, day: `2026-03-0${dayOfMonth}`, phase: 'end', at: at(1), reason: 'ORDER' },
});
const noticeOf = (memberId: string, noticeId: string): Notice => ({
  ...{ memberId, noticeId, name: 'RepeatNotBought', occurredAt: at(1), data: {} },
});
const runOf = (memberId: string, changes: Partial<Run> = {}): Run => {
  const entry = { group: 'treated', stage: 'dormant', day: DAY, now: new Date(at(4)) } as const;
  return { ...enterRun(memberId, '2026-02-01', entry, { rungs: [], timeZone: 'Asia/Shanghai' }), ...changes };
};
const loss = { node: 'no-repeat', at: at(1), joinedDay: DAY, isFirst: true } as const;

test('a watch is read back as it was written, and of nobody nothing is', async () => {
  const full = watchOf('full', {
    ...{ stage: 'dormant', since: { day: DAY, phase: 'end' }, personalDue: { orderDay: DAY, day: '2026-03-20' } },
    ...{ signUpSilentAt: at(5), noRepeatAt: at(6), unpaid: [{ orderId: 'o-1', at: at(7) }], nextMoveAt: at(8) },
    ...{ closed: ['order-unpaid'], winBack: '2026-02-01', formerIds: ['emptied'] },
    score: {
      modelVersion: 3,
      day: DAY,
      probabilityActive: 0.75,
      purchases30: 0.25,
      purchases90: 0.5,
      valueMinor90: 900,
    },
  });
  expect(await watches.watch('full')).toBeUndefined();
  expect(await watches.commit(changeOf(full))).toBe('KEPT');
  expect(await watches.watch('full')).toMatchObject({ ...full, version: 1 });
});

test('of ten who write a watch at once one does, the first time and again', async () => {
  for (const version of [0, 1]) {
    const writes = Array.from({ length: 10 }, (_, index) =>
      watches.commit(changeOf(watchOf('race', { version, winBack: `${index}` }))),
    );
    expect((await Promise.all(writes)).filter((answer) => answer === 'KEPT')).toHaveLength(1);
  }
  expect((await watches.watch('race'))?.version).toBe(2);
});

test('a change is written whole or not at all', async () => {
  const change = (version: number) =>
    changeOf(watchOf('whole', { version }), {
      changes: [moveTo('activated', 2)],
      losses: [loss],
      notices: [noticeOf('whole', 'LOST#no-repeat')],
      run: runOf('whole'),
    });
  expect(await watches.commit(change(7))).toBe('CHANGED_MEANWHILE');
  const written = [
    keys.lossNode('whole', 'no-repeat'),
    keys.notice('whole', 'LOST#no-repeat'),
    keys.stageChange('whole', '2026-03-02', 'end', 'activated'),
    keys.run('whole', 'win-back', '2026-02-01'),
  ];
  expect(await Promise.all(written.map(itemAt))).toEqual([undefined, undefined, undefined, undefined]);
  expect(await watches.commit(change(0))).toBe('KEPT');
  const [kept, told, moved, run] = await Promise.all(written.map(itemAt));
  expect(kept).toMatchObject({ entityType: 'LossNode', node: 'no-repeat', joinedDay: DAY });
  expect(told).toMatchObject({ entityType: 'Notice', name: 'RepeatNotBought' });
  expect(moved).toMatchObject({ entityType: 'StageChange', memberId: 'whole', to: 'activated' });
  expect(run).toMatchObject({ entityType: 'Run', journey: 'win-back', revenueMinor: 0, version: 1 });
});

test('what was told before, or begun, is left as it is, and the rest is written', async () => {
  await watches.commit(changeOf(watchOf('told'), { notices: [noticeOf('told', 'a')], run: runOf('told') }));
  await runs.replace({ ...runOf('told'), rung: 2, version: 1 });
  const again = changeOf(watchOf('told', { version: 1, stage: 'churned' }), {
    notices: [{ ...noticeOf('told', 'a'), name: 'SignUpWentSilent' }, noticeOf('told', 'b')],
    run: runOf('told'),
  });
  expect(await watches.commit(again)).toBe('KEPT');
  expect(await watches.watch('told')).toMatchObject({ stage: 'churned', version: 2 });
  expect(await itemAt(keys.notice('told', 'a'))).toMatchObject({ name: 'RepeatNotBought' });
  expect(await itemAt(keys.notice('told', 'b'))).toBeDefined();
  expect(await runs.run('told', '2026-02-01')).toMatchObject({ rung: 2, version: 2 });
});

test('of a node’s losses the first is kept, and the others are only told', async () => {
  const later = { ...loss, node: 'order-unpaid', orderId: 'o-2', isFirst: false } as const;
  await watches.commit(changeOf(watchOf('lost'), { losses: [later], notices: [noticeOf('lost', 'LOST#o-2')] }));
  expect(await itemAt(keys.lossNode('lost', 'order-unpaid'))).toBeUndefined();
  expect(await itemAt(keys.notice('lost', 'LOST#o-2'))).toBeDefined();
});

test.each([
  ['hourly', { noRepeatAt: at(3), nextMoveAt: at(9) }, ['sweep watch 2026-03-04T03:00:00.000Z']],
  ['daily', { noRepeatAt: at(9), nextMoveAt: at(3) }, ['daily scan 2026-03-04T03:00:00.000Z']],
  ['both', { signUpSilentAt: at(3), nextMoveAt: at(3) }, ['daily scan 2026-03-04T03:00:00.000Z']],
  ['unpaid', { unpaid: [{ orderId: 'o', at: at(4) }] }, ['sweep watch 2026-03-04T04:00:00.000Z']],
  ['never', {}, []],
  ['merged', { nextMoveAt: at(3), forwardTo: 'other' }, []],
])('a watch that is due %s stands where it is looked for, and there alone', async (name, waits, expected) => {
  const memberId = `due-${name}`;
  await watches.commit(changeOf(watchOf(memberId, { nextMoveAt: at(1), noRepeatAt: at(2) })));
  const nothing = { nextMoveAt: undefined, noRepeatAt: undefined };
  expect(await watches.commit(changeOf(watchOf(memberId, { ...nothing, ...waits, version: 1 })))).toBe('KEPT');
  expect(await dueOf(memberId)).toEqual(expected);
});

test('a watch that was merged into another is written by nobody any more', async () => {
  await watches.commit(changeOf(watchOf('closed')));
  await watches.commit(changeOf(watchOf('closed', { version: 1, forwardTo: 'open' })));
  expect(await watches.commit(changeOf(watchOf('closed', { version: 2 })))).toBe('CHANGED_MEANWHILE');
  expect(await watches.watch('closed')).toMatchObject({ forwardTo: 'open', version: 2 });
});

test('losses are forwarded where there are any, once and again, and no other is made', async () => {
  await watches.commit(changeOf(watchOf('lost-old'), { losses: [loss] }));
  await watches.forwardLosses('lost-old', 'lost-new');
  await watches.forwardLosses('lost-old', 'lost-new');
  expect(await itemAt(keys.lossNode('lost-old', 'no-repeat'))).toMatchObject({
    ...{ entityType: 'LossNode', node: 'no-repeat', at: at(1), joinedDay: DAY, forwardTo: 'lost-new' },
  });
  expect(await itemAt(keys.lossNode('lost-old', 'order-unpaid'))).toBeUndefined();
  expect(await itemAt(keys.lossNode('lost-new', 'no-repeat'))).toBeUndefined();
});

test('changes of stage are listed the latest first, as many as are asked for, and nobody else’s', async () => {
  const moves = [moveTo('activated', 3), moveTo('dormant', 9), moveTo('active', 5)];
  await watches.commit(changeOf(watchOf('moves'), { changes: moves }));
  await watches.commit(changeOf(watchOf('moves-not'), { changes: [moveTo('churned', 7)] }));
  expect((await watches.changes('moves', 2)).map(({ to }) => to)).toEqual(['dormant', 'active']);
  expect((await watches.changes('moves', 20)).map(({ to }) => to)).toEqual(['dormant', 'active', 'activated']);
  expect(await watches.changes('moves-nobody', 20)).toEqual([]);
});

test('a watch whose answer was lost is written once: whoever looks again finds it written', async () => {
  const lost = loseNext(table, 'answer');
  const change = changeOf(watchOf('answer'), { changes: [moveTo('activated', 2)], notices: [noticeOf('answer', 'a')] });
  expect(['KEPT', 'CHANGED_MEANWHILE']).toContain(await watches.commit(change));
  expect(lost.lostCount()).toBe(1);
  expect(await watches.watch('answer')).toMatchObject({ version: 1 });
});

test('a run is read back as it was written, due where the sweep looks, and named by its key', async () => {
  const run = runOf('climber', {
    ...{ rung: 2, pointsGiven: 200, unfunded: 1, granting: 500 },
    paid: { 'o-1': 900 },
    returned: { 'r-1': { orderId: 'o-1', minor: 200 }, 'r-2': { orderId: 'o-9', minor: 1 } },
  });
  expect(await runs.run('climber', run.entry)).toBeUndefined();
  expect(await runs.replace(run)).toBe('KEPT');
  expect(await runs.run('climber', run.entry)).toMatchObject({ ...run, version: 1 });
  expect(await dueOf('climber')).toEqual([`sweep win-back ${run.dueAt}`]);
  const key = keys.run('climber', 'win-back', run.entry);
  expect(entryOfRun(key)).toBe(run.entry);
  expect(await itemAt(key)).toMatchObject({ journey: 'win-back', revenueMinor: 700 });
});

test('a run that is over is due no more', async () => {
  await runs.replace(runOf('over'));
  const over = runOf('over', { version: 1, outcome: 'RETURNED', returnedDay: DAY, dueAt: undefined });
  expect(await runs.replace(over)).toBe('KEPT');
  expect(await dueOf('over')).toEqual([]);
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

const givenIn = async (month: string) => (await itemAt(keys.budget('win-back', month)))?.['given'];

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

const modelOf = (version: number, changes: Partial<PurchaseModel> = {}): PurchaseModel => ({
  ...{ version, day: DAY, purchases: { r: 0.3, alpha: 40, a: 0.8, b: 2.5 }, logLikelihood: -9.5, members: 900 },
  ...{ rows: 40, likelihoodLoss: 0 },
  ...changes,
});

test('the latest fit is the one of the highest version, kept an hour; none is ever written over', async () => {
  let now = new Date(at(1));
  const models = createModelStore(table, () => now);
  expect([await models.latest(), await models.newest()]).toEqual([undefined, undefined]);
  expect(await models.keep(modelOf(9))).toBe('WRITTEN');
  expect(await models.newest()).toEqual(modelOf(9));
  // That there was none is remembered, too.
  expect(await models.latest()).toBeUndefined();
  now = new Date(at(2));
  expect(await models.latest()).toEqual(modelOf(9));
  expect(await models.keep(modelOf(10, { spend: { p: 6, q: 4, gamma: 15 } }))).toBe('WRITTEN');
  expect(await models.keep(modelOf(10, { members: 1 }))).toBe('EXISTS');
  expect((await models.latest())?.version).toBe(9);
  expect(await models.newest()).toEqual(modelOf(10, { spend: { p: 6, q: 4, gamma: 15 } }));
  now = new Date(at(1));
  expect((await models.latest())?.version, 'a clock that was put back').toBe(10);
});

test('a model that could not be read is read again, and not remembered as none', async () => {
  const models = createModelStore(table, () => new Date(at(1)));
  await models.keep(modelOf(11));
  table.client.middlewareStack.add(() => () => Promise.reject(new Error('no table')), {
    ...{ step: 'initialize', name: 'loseNext', override: true },
  });
  await expect(models.latest()).rejects.toThrow('no table');
  loseNothing(table);
  expect((await models.latest())?.version).toBe(11);
});

test('parts of a scan add up by shard, and shards by day; days of a range are told, both ends included', async () => {
  const reports = createScanReportStore(table);
  const now = new Date(at(3));
  await reports.add('2026-03-01', 0, { due: 1 }, now);
  await reports.add('2026-03-02', 0, { due: 25, moved: 3, readUnits: 2.5 }, now);
  await reports.add('2026-03-02', 0, { due: 5, moved: 1, failed: 1, readUnits: 0.5 }, now);
  await reports.add('2026-03-02', 13, { due: 7, enteredControl: 2 }, now);
  await reports.add('2026-03-03', 1, {}, now);
  await reports.add('2026-03-04', 1, { due: 9 }, now);
  const scans = mergeShards(await reports.reports('2026-03-02', '2026-03-03'));
  const none = Object.fromEntries(SCAN_FIGURES.map((figure) => [figure, 0]));
  expect(scans).toEqual([
    { day: '2026-03-03', ...none },
    { day: '2026-03-02', ...none, due: 37, moved: 4, failed: 1, enteredControl: 2, readUnits: 3 },
  ]);
  expect(await reports.reports('2025-01-01', '2025-12-31')).toEqual([]);
  const item = await itemAt(keys.job('churn-scan', '2026-03-02#13'));
  expect(item?.['ttlEpochSeconds']).toBe(now.getTime() / 1_000 + 400 * 86_400);
});
