import { expect, test } from 'vitest';
import { createTakeWinBackStep } from '../../../lambdas/churn/take-win-back-step.ts';
import { enterRun } from '../../../lambdas/churn/win-back.ts';
import { addActiveDay } from '../../../lambdas/kernel/active-days.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { DAY_MS, ENTERED, ENTRY, expectHonest, HOUR_MS, LADDER, ladderRig, type Member, START_MS } from './ladder.ts';
import { memoryChurn } from './memory-churn.ts';

test('who does not come back climbs to the question, with what the offers say, and is given up after the window', async () => {
  const members: Member[] = [{ memberId: 'm-0', group: 'treated' }];
  const rig = ladderRig(members);
  await rig.sweepHourly(62);
  expect(rig.told('m-0').map(({ name, points, day }) => [name, points, day])).toEqual([
    ['WinBackReminded', 0, ENTERED],
    ['WinBackOffered', 200, addDays(ENTERED, 7)],
    ['WinBackOffered', 500, addDays(ENTERED, 21)],
    ['WinBackAsked', 0, addDays(ENTERED, 35)],
  ]);
  expect(rig.runOf('m-0')).toMatchObject({ rung: 4, pointsGiven: 700, outcome: 'NOT_RETURNED' });
  expectHonest(rig, members, LADDER);
});

test('while something is made good with the member a rung waits, no points are given, and the ladder keeps its distance', async () => {
  const rig = ladderRig([{ memberId: 'm-0', group: 'treated', heldHours: [6 * 24, 20 * 24] }]);
  await rig.sweepHourly(19);
  expect([rig.runOf('m-0').rung, rig.booked.size, rig.granted.length]).toEqual([1, 0, 0]);
  await rig.sweepHourly(43);
  expect(rig.told('m-0').map(({ name, points, day }) => [name, points, day])).toEqual([
    ['WinBackReminded', 0, ENTERED],
    ['WinBackOffered', 200, addDays(ENTERED, 20)],
    ['WinBackOffered', 500, addDays(ENTERED, 34)],
    ['WinBackAsked', 0, addDays(ENTERED, 48)],
  ]);
});

test('an order ends the ladder also while a rung waits', async () => {
  const rig = ladderRig([{ memberId: 'm-0', group: 'treated', heldHours: [0, 14 * 24], orderedHours: 8 * 24 }]);
  await rig.sweepHourly(15);
  expect(rig.told('m-0')).toEqual([]);
  expect(rig.runOf('m-0')).toMatchObject({ outcome: 'RETURNED', returnedDay: addDays(ENTERED, 8) });
});

test('after an outage of a month the offers come two weeks apart, as the programme says, and not both at once', async () => {
  const rig = ladderRig([{ memberId: 'm-0', group: 'treated' }]);
  await rig.sweep(START_MS);
  rig.at(START_MS + 30 * DAY_MS);
  await rig.sweepHourly(35);
  expect(rig.told('m-0').map(({ rung, day }) => [rung, day])).toEqual([
    [1, ENTERED],
    [2, addDays(ENTERED, 30)],
    [3, addDays(ENTERED, 44)],
    [4, addDays(ENTERED, 58)],
  ]);
});

test('offers of several members at once never take more than the month has; who gets none passes on', async () => {
  const members = Array.from({ length: 5 }, (_, n): Member => ({ memberId: `m-${n}`, group: 'treated' }));
  const ladder = { ...LADDER, budgetPointsPerMonth: 500, rungs: LADDER.rungs.slice(1, 2) };
  const rig = ladderRig(members, ladder);
  const done = await rig.sweep(START_MS + 7 * DAY_MS, { sweeps: 3 });
  expect(rig.granted.map(({ month, points }) => [month, points])).toEqual([
    ['2026-03', 200],
    ['2026-03', 200],
  ]);
  expect(done.reduce((sum, { told }) => sum + told, 0)).toBe(2);
  expect(done.reduce((sum, { unfunded }) => sum + unfunded, 0)).toBe(3);
  expect(members.map(({ memberId }) => rig.runOf(memberId).unfunded + rig.told(memberId).length)).toEqual([
    1, 1, 1, 1, 1,
  ]);
  await rig.sweepHourly(60);
  expectHonest(rig, members, ladder);
});

test('stopped after the points were taken, or given, it goes on there: they are given once and told of', async () => {
  for (const at of [1, 2, 3, 4, 5, 6, 7, 8]) {
    for (const isDone of [false, true]) {
      const members: Member[] = [{ memberId: 'm-0', group: 'treated', orderedHours: 7 * 24 + 1 }];
      const rig = ladderRig(members);
      await rig.sweep(START_MS);
      await rig.sweep(START_MS + 7 * DAY_MS, { stop: { at, isDone } });
      await rig.sweep(START_MS + 7 * DAY_MS + 2 * HOUR_MS);
      await rig.sweepHourly(62);
      expectHonest(rig, members, LADDER);
      expect(rig.told('m-0').length, `${at}`).toBe(rig.granted.length + 1);
    }
  }
});

test('a member who became another is on the ladder until that one orders', async () => {
  const { runStore, runs, noticesOf } = memoryChurn();
  const run = enterRun(
    'm-old',
    ENTRY,
    { group: 'treated', stage: 'dormant', day: ENTERED, now: new Date(START_MS) },
    LADDER,
  );
  runs.set(`m-old ${ENTRY}`, { ...run, version: 1 });
  const orderDays = addActiveDay(addActiveDay(undefined, ENTRY), addDays(ENTERED, 1));
  const take = createTakeWinBackStep(
    {
      runs: runStore,
      readProfile: async (memberId) =>
        memberId === 'm-old'
          ? { profile: { firstOrders: [] }, forwardTo: 'm-new' }
          : { profile: { firstOrders: [], orderDays } },
      heldUntil: async () => undefined,
      isLeftAlone: () => false,
      givePoints: () => Promise.reject(new Error('nobody is given anything')),
      clock: () => new Date(START_MS + 7 * DAY_MS),
    },
    LADDER,
  );
  expect(await take('m-old', ENTRY)).toEqual({ told: 0, ended: 1, unfunded: 0 });
  expect(runs.get(`m-old ${ENTRY}`)).toMatchObject({ outcome: 'RETURNED', returnedDay: addDays(ENTERED, 1) });
  expect(noticesOf('m-old')).toEqual([]);
});

test.each([
  [-1, 'VOID', undefined],
  [1, 'RETURNED', ENTERED],
] as const)(
  'what the one whom a member became had ordered %d hours after the ladder began makes it %s',
  async (hours, outcome, returnedDay) => {
    const { runStore, runs, noticesOf } = memoryChurn();
    const at = { group: 'treated', stage: 'dormant', day: ENTERED, now: new Date(START_MS) } as const;
    runs.set(`m-old ${ENTRY}`, { ...enterRun('m-old', ENTRY, at, LADDER), version: 1 });
    // The profiles are one by now, and the watches are not.
    const profile = {
      firstOrders: [],
      orderDays: addActiveDay(addActiveDay(undefined, ENTRY), ENTERED),
      lastOrderAt: new Date(START_MS + hours * HOUR_MS).toISOString(),
    };
    const take = createTakeWinBackStep(
      {
        runs: runStore,
        readProfile: async (memberId) =>
          memberId === 'm-old' ? { profile: undefined, forwardTo: 'm-new' } : { profile },
        heldUntil: async () => undefined,
        isLeftAlone: () => false,
        givePoints: () => Promise.reject(new Error('nobody is given anything')),
        clock: () => new Date(START_MS + 2 * HOUR_MS),
      },
      LADDER,
    );
    expect(await take('m-old', ENTRY)).toEqual({ told: 0, ended: 1, unfunded: 0 });
    expect(runs.get(`m-old ${ENTRY}`)).toMatchObject({ outcome, returnedDay, dueAt: undefined });
    expect(noticesOf('m-old')).toEqual([]);
  },
);

test('whether a member is in a holdout by now is asked of whom it became, whom the message would go to', async () => {
  const { runStore, runs, noticesOf } = memoryChurn();
  const at = { group: 'treated', stage: 'dormant', day: ENTERED, now: new Date(START_MS) } as const;
  runs.set(`m-old ${ENTRY}`, { ...enterRun('m-old', ENTRY, at, LADDER), version: 1 });
  const asked: string[][] = [];
  const take = createTakeWinBackStep(
    {
      runs: runStore,
      readProfile: async (memberId) => ({ profile: undefined, forwardTo: memberId === 'm-old' ? 'm-new' : undefined }),
      heldUntil: async () => undefined,
      isLeftAlone: (...question) => asked.push(question) > 0,
      givePoints: () => Promise.reject(new Error('nobody is given anything')),
      clock: () => new Date(START_MS),
    },
    LADDER,
  );
  expect(await take('m-old', ENTRY)).toEqual({ told: 0, ended: 0, unfunded: 0 });
  expect(asked).toEqual([['m-new', ENTERED]]);
  expect([runs.get(`m-old ${ENTRY}`)?.rung, noticesOf('m-old')]).toEqual([1, []]);
});

test('of a run that there is not, nothing is taken; and one that changes at every turn is tried again later', async () => {
  const rig = ladderRig([{ memberId: 'm-0', group: 'treated' }]);
  expect(await rig.take('m-nobody')).toEqual({ told: 0, ended: 0, unfunded: 0 });
  const { runStore, runs } = memoryChurn();
  runs.set(`m-0 ${ENTRY}`, { ...rig.runOf('m-0'), version: 1 });
  const take = createTakeWinBackStep(
    {
      runs: { ...runStore, replace: async () => 'CHANGED_MEANWHILE' },
      readProfile: async () => ({ profile: undefined }),
      heldUntil: async () => undefined,
      isLeftAlone: () => false,
      givePoints: async () => undefined,
      clock: () => new Date(START_MS),
    },
    LADDER,
  );
  await expect(take('m-0', ENTRY)).rejects.toThrow('the win-back of member m-0 changed 10 times in a row');
});

test('members who forward to each other are a fault, and no endless way', async () => {
  const rig = ladderRig([{ memberId: 'm-0', group: 'treated' }]);
  const { runStore, runs } = memoryChurn();
  runs.set(`m-0 ${ENTRY}`, { ...rig.runOf('m-0'), version: 1 });
  const take = createTakeWinBackStep(
    {
      runs: runStore,
      readProfile: async () => ({ profile: undefined, forwardTo: 'm-0' }),
      heldUntil: async () => undefined,
      isLeftAlone: () => false,
      givePoints: async () => undefined,
      clock: () => new Date(START_MS),
    },
    LADDER,
  );
  await expect(take('m-0', ENTRY)).rejects.toThrow('member m-0 is forwarded more than 20 times');
});
