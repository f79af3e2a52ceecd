import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { StageChange } from '../../lambdas/churn/member-review.ts';
import { createRunStore, type RunStore } from '../../lambdas/churn/run-store.ts';
import { newWatch, type Watch } from '../../lambdas/churn/watch.ts';
import { createWatchStore, type WatchChange, type WatchStore } from '../../lambdas/churn/watch-store.ts';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { at, DAY, dueOf, itemAt, noticeOf, runOf } from './churn-items.ts';
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

const watchOf = (memberId: string, changes: Partial<Watch> = {}): Watch => ({ ...newWatch(memberId, DAY), ...changes });
const changeOf = (next: Watch, more: Partial<WatchChange> = {}): WatchChange => ({
  ...{ next, changes: [], losses: [], notices: [] },
  ...more,
});
const moveTo = (to: StageChange['to'], dayOfMonth: number): StageChange => ({
  ...{ from: 'new', to, day: `2026-03-0${dayOfMonth}`, phase: 'end', at: at(1), reason: 'ORDER' },
});
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
  expect(await Promise.all(written.map((key) => itemAt(table, key)))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(await watches.commit(change(0))).toBe('KEPT');
  const [kept, told, moved, run] = await Promise.all(written.map((key) => itemAt(table, key)));
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
  expect(await itemAt(table, keys.notice('told', 'a'))).toMatchObject({ name: 'RepeatNotBought' });
  expect(await itemAt(table, keys.notice('told', 'b'))).toBeDefined();
  expect(await runs.run('told', '2026-02-01')).toMatchObject({ rung: 2, version: 2 });
});

test('of a node’s losses the first is kept, and the others are only told', async () => {
  const later = { ...loss, node: 'order-unpaid', orderId: 'o-2', isFirst: false } as const;
  await watches.commit(changeOf(watchOf('lost'), { losses: [later], notices: [noticeOf('lost', 'LOST#o-2')] }));
  expect(await itemAt(table, keys.lossNode('lost', 'order-unpaid'))).toBeUndefined();
  expect(await itemAt(table, keys.notice('lost', 'LOST#o-2'))).toBeDefined();
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
  expect(await dueOf(table, memberId)).toEqual(expected);
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
  expect(await itemAt(table, keys.lossNode('lost-old', 'no-repeat'))).toMatchObject({
    ...{ entityType: 'LossNode', node: 'no-repeat', at: at(1), joinedDay: DAY, forwardTo: 'lost-new' },
  });
  expect(await itemAt(table, keys.lossNode('lost-old', 'order-unpaid'))).toBeUndefined();
  expect(await itemAt(table, keys.lossNode('lost-new', 'no-repeat'))).toBeUndefined();
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
