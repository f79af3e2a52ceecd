import { expect, test } from 'vitest';
import { createCreditWinBack } from '../../../lambdas/churn/credit-win-back.ts';
import type { WatchedProfile } from '../../../lambdas/churn/known-facts.ts';
import { createMergeWatches } from '../../../lambdas/churn/merge-watches.ts';
import { revenueOf } from '../../../lambdas/churn/run-outcome.ts';
import { newWatch, nextLook } from '../../../lambdas/churn/watch.ts';
import { createWatchMember } from '../../../lambdas/churn/watch-member.ts';
import { enterRun, ladderOf, type Run } from '../../../lambdas/churn/win-back.ts';
import { addActiveDay } from '../../../lambdas/kernel/active-days.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { memoryChurn, type Wait } from './memory-churn.ts';
import { noonOf, SETTINGS, unusualSilence } from './watching.ts';

const TODAY = '2026-05-20';
const ago = (days: number) => addDays(TODAY, -days);
const LADDER = ladderOf(
  { rungs: [{ afterDays: 0, kind: 'reminder' }], budgetPointsPerMonth: 0, windowDays: 60 },
  SETTINGS.timeZone,
);

/** A member lost at a node who bought 40 days ago and is dormant, and one who bought `daysAgo`. */
function mergeRig(daysAgo: number, wait?: Wait) {
  const churn = memoryChurn(wait);
  const orders = [40, daysAgo].sort((a, b) => b - a).map(ago);
  const profile: WatchedProfile = {
    firstOrders: orders.map((day) => ({ orderId: day, at: noonOf(day) })),
    lastOrderAt: noonOf(orders[1] ?? ''),
    lastSeenAt: noonOf(orders[1] ?? ''),
    activeDays: orders.map(String).reduce(addActiveDay, addActiveDay(undefined, ago(40))),
    orderDays: orders.map(String).reduce(addActiveDay, addActiveDay(undefined, ago(40))),
  };
  const clock = () => new Date(noonOf(TODAY));
  const watchMember = createWatchMember(
    {
      watches: churn.watchStore,
      // By then the profiles are one.
      readProfile: async (memberId) =>
        memberId === 'm-new' ? { profile } : { profile: undefined, forwardTo: 'm-new' },
      isSettled: async () => true,
      unusualSilence: async () => unusualSilence,
      score: async () => undefined,
      groupOf: () => 'treated',
      clock,
    },
    {
      ...SETTINGS,
      strategies: { dormant: { aim: { en: '', zh: '' }, journey: 'win-back' } },
      rungs: [{ afterDays: 0, kind: 'reminder' }],
    },
  );
  const closed = ['no-repeat'] as const;
  const since = { day: ago(9), phase: 'dawn' } as const;
  churn.watches.set('m-old', {
    ...{ ...newWatch('m-old', ago(40)), stage: 'dormant', since, closed, winBack: ago(40), version: 4 },
    nextMoveAt: noonOf(addDays(TODAY, 50)),
  });
  churn.losses.set('m-old no-repeat', { at: noonOf(ago(33)) });
  churn.losses.set('m-new sign-up-silent', { at: noonOf(ago(33)) });
  const paidBy: Readonly<Record<string, number>> = { 'm-old': 40, 'm-new': daysAgo };
  const ordersOf = async (memberId: string) => {
    const day = ago(paidBy[memberId] ?? 0);
    return [{ kind: 'PAID', orderId: `o-${memberId}`, day, at: noonOf(day), paidMinor: 100 } as const];
  };
  const ports = { watches: churn.watchStore, runs: churn.runStore, watchMember, ordersOf, clock };
  const credit = createCreditWinBack({ watches: churn.watchStore, runs: churn.runStore }, LADDER);
  return { ...churn, merge: createMergeWatches(ports, LADDER), watchMember, ordersOf, credit };
}

test('the one that is given up is watched no more, its losses are the other’s, and that one is looked at with all of both', async () => {
  const { merge, watches, changes, losses, runs, noticesOf } = mergeRig(5);
  await merge('m-old', 'm-new');
  expect(watches.get('m-old')).toMatchObject({ forwardTo: 'm-new', stage: 'dormant' });
  expect(watches.get('m-new')).toMatchObject({ stage: 'won-back', personalDue: { orderDay: ago(5) } });
  expect(nextLook(watches.get('m-new') ?? newWatch('', ''))).toBeDefined();
  expect([...losses.values()].map(({ forwardTo }) => forwardTo)).toEqual(['m-new', undefined]);
  expect(changes.map(({ memberId, from, to, reason, day }) => [memberId, from, to, reason, day])).toEqual([
    ['m-old', 'dormant', null, 'MERGED', TODAY],
    ['m-new', null, 'won-back', 'IMPORTED', TODAY],
  ]);
  expect([runs.size, noticesOf('m-new')]).toEqual([0, []]);
});

test('merged again, or stopped before any of its steps and merged again, it is merged once', async () => {
  const whole = mergeRig(5);
  await whole.merge('m-old', 'm-new');
  const left = ({ watches, changes, losses }: ReturnType<typeof mergeRig>) => [watches, changes, losses];
  for (let at = 1; at <= 5; at += 1) {
    let calls = 0;
    const stopped = mergeRig(5, async () => {
      calls += 1;
      if (calls === at) throw new Error('stopped');
    });
    await expect(stopped.merge('m-old', 'm-new'), `${at}`).rejects.toThrow('stopped');
    await stopped.merge('m-old', 'm-new');
    await stopped.merge('m-old', 'm-new');
    expect(left(stopped), `${at}`).toEqual(left(whole));
  }
});

test('nobody comes on the ladder by being merged, though both are dormant', async () => {
  const { merge, watches, runs } = mergeRig(50);
  const kept: Run[] = [...runs.values()];
  await merge('m-old', 'm-new');
  expect(watches.get('m-new')?.stage).toBe('dormant');
  expect([...runs.values()]).toEqual(kept);
});

/** Both on the ladder: the one that is given up since its order 40 days ago, the other since one of its own. */
function ladderRig(daysAgo: number, wait?: Wait, ofOld: Partial<Run> = {}) {
  const rig = mergeRig(daysAgo, wait);
  const unpaid = [{ orderId: 'o-unpaid', at: noonOf(addDays(TODAY, 2)) }];
  const old = rig.watches.get('m-old') ?? newWatch('m-old', TODAY);
  rig.watches.set('m-old', { ...old, unpaid });
  rig.watches.set('m-new', {
    ...{ ...newWatch('m-new', ago(daysAgo)), stage: 'dormant', winBack: ago(daysAgo), version: 3 },
  });
  const enter = (memberId: string, orderedDaysAgo: number, more: Partial<Run> = {}) => {
    const at = {
      group: 'treated',
      stage: 'dormant',
      day: ago(orderedDaysAgo - 31),
      now: new Date(noonOf(TODAY)),
    } as const;
    const run = { ...enterRun(memberId, ago(orderedDaysAgo), at, LADDER), ...more, version: 1 };
    rig.runs.set(`${memberId} ${run.entry}`, run);
  };
  enter('m-old', 40, ofOld);
  enter('m-new', daysAgo);
  const runOf = (memberId: string, orderedDaysAgo: number) => rig.runs.get(`${memberId} ${ago(orderedDaysAgo)}`);
  return { ...rig, runOf };
}

test('two who are on the ladder go on on one: that of the later silence, which orders of either end', async () => {
  const { merge, watches, runOf, credit } = ladderRig(50);
  await merge('m-old', 'm-new');
  expect(watches.get('m-new')).toMatchObject({ winBack: ago(40), formerIds: ['m-old'] });
  expect(runOf('m-new', 50)).toMatchObject({ outcome: 'VOID', dueAt: undefined });
  expect(runOf('m-old', 40)?.dueAt).toBeDefined();
  await credit('m-new', { kind: 'PAID', orderId: 'o-1', day: TODAY, at: noonOf(TODAY), paidMinor: 900 });
  await credit('m-old', { kind: 'PAID', orderId: 'o-2', day: TODAY, at: noonOf(TODAY), paidMinor: 50 });
  const run = runOf('m-old', 40);
  expect([run?.outcome, run && revenueOf(run)]).toEqual(['RETURNED', 950]);
  expect(runOf('m-new', 50)?.paid).toEqual({});
});

test('the silence that goes on is climbed once: the one who stays does not come on the ladder for it again', async () => {
  const { merge, watches, runs, watchMember } = ladderRig(50);
  await merge('m-old', 'm-new');
  const kept = watches.get('m-new') ?? newWatch('', '');
  watches.set('m-new', { ...kept, stage: 'at-risk', since: { day: ago(9), phase: 'dawn' } });
  const looked = await watchMember('m-new', {});
  expect([looked.moved, looked.skipped, runs.size]).toEqual([1, 'ENTERED_BEFORE', 2]);
});

test.each([
  [38, {}, undefined],
  // Of one day: that of the one who stays.
  [40, {}, undefined],
  [38, { granting: 200 }, noonOf(TODAY)],
] as const)(
  'the ladder of the one that is given up ends without an outcome (%d, %o)',
  async (daysAgo, ofOld, dueAt) => {
    const { merge, runOf } = ladderRig(daysAgo, undefined, ofOld);
    await merge('m-old', 'm-new');
    expect(runOf('m-old', 40)).toMatchObject({ outcome: 'VOID', dueAt });
    expect(runOf('m-new', daysAgo)?.outcome).toBeUndefined();
  },
);

test.each([
  // Before the member came on it the other had ordered: nobody was silent.
  [38, 'VOID'],
  [50, 'NOT_RETURNED'],
] as const)(
  'a ladder that was over ends as it would have if both had been one (%d days ago: %s)',
  async (daysAgo, outcome) => {
    const { merge, runOf } = ladderRig(daysAgo, undefined, { outcome: 'NOT_RETURNED', dueAt: undefined });
    await merge('m-old', 'm-new');
    expect(runOf('m-old', 40)?.outcome).toBe(outcome);
  },
);

test('an order that is unpaid is waited for with the one who stays', async () => {
  const { merge, watches } = ladderRig(38);
  await merge('m-old', 'm-new');
  expect(watches.get('m-new')?.unpaid).toEqual([{ orderId: 'o-unpaid', at: noonOf(addDays(TODAY, 2)) }]);
});

test('stopped before any step of it, two ladders become the same one when it is merged again', async () => {
  for (const daysAgo of [50, 38]) {
    const whole = ladderRig(daysAgo);
    await whole.merge('m-old', 'm-new');
    let stops = 0;
    for (let at = 1; at <= 20; at += 1) {
      let callsLeft = at;
      const stopped = ladderRig(daysAgo, async () => {
        callsLeft -= 1;
        if (callsLeft === 0) throw new Error('stopped');
      });
      await stopped.merge('m-old', 'm-new').catch(() => {
        stops += 1;
      });
      callsLeft = Number.POSITIVE_INFINITY;
      await stopped.merge('m-old', 'm-new');
      expect([stopped.watches, stopped.runs], `${at}`).toEqual([whole.watches, whole.runs]);
    }
    expect(stops).toBeGreaterThan(8);
  }
});

test('a ladder that changes at every turn is ended later', async () => {
  const { watchStore, runStore, watchMember, ordersOf } = ladderRig(50);
  const runs = { ...runStore, replace: async () => 'CHANGED_MEANWHILE' as const };
  const clock = () => new Date(noonOf(TODAY));
  const merge = createMergeWatches({ watches: watchStore, runs, watchMember, ordersOf, clock }, LADDER);
  await expect(merge('m-old', 'm-new')).rejects.toThrow('the win-back of member m-new changed 10 times in a row');
});

test('one whom nobody watched is merged by looking at the other', async () => {
  const { merge, watches, losses } = mergeRig(5);
  watches.delete('m-old');
  losses.delete('m-old no-repeat');
  await merge('m-old', 'm-new');
  expect([...watches.keys()]).toEqual(['m-new']);
  expect([...losses.values()].every(({ forwardTo }) => forwardTo === undefined)).toBe(true);
});

test('a watch that changes at every turn is tried again later', async () => {
  const { watchStore, runStore: runs } = mergeRig(5);
  const watches = { ...watchStore, commit: async () => 'CHANGED_MEANWHILE' as const };
  const watchMember = () => Promise.reject(new Error('nobody is looked at'));
  const clock = () => new Date(noonOf(TODAY));
  const merge = createMergeWatches({ watches, runs, watchMember, ordersOf: async () => [], clock }, LADDER);
  await expect(merge('m-old', 'm-new')).rejects.toThrow('the watch of member m-old changed 10 times in a row');
});
