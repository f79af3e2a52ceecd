import { expect, test } from 'vitest';
import type { WatchedProfile } from '../../../lambdas/churn/known-facts.ts';
import { createMergeWatches } from '../../../lambdas/churn/merge-watches.ts';
import { newWatch, nextLook } from '../../../lambdas/churn/watch.ts';
import { createWatchMember } from '../../../lambdas/churn/watch-member.ts';
import type { Run } from '../../../lambdas/churn/win-back.ts';
import { addActiveDay } from '../../../lambdas/kernel/active-days.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { memoryChurn, type Wait } from './memory-churn.ts';
import { noonOf, SETTINGS, unusualSilence } from './watching.ts';

const TODAY = '2026-05-20';
const ago = (days: number) => addDays(TODAY, -days);

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
  return { ...churn, merge: createMergeWatches({ watches: churn.watchStore, watchMember, clock }, SETTINGS.timeZone) };
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

test('one whom nobody watched is merged by looking at the other', async () => {
  const { merge, watches, losses } = mergeRig(5);
  watches.delete('m-old');
  losses.delete('m-old no-repeat');
  await merge('m-old', 'm-new');
  expect([...watches.keys()]).toEqual(['m-new']);
  expect([...losses.values()].every(({ forwardTo }) => forwardTo === undefined)).toBe(true);
});

test('a watch that changes at every turn is tried again later', async () => {
  const { watchStore } = mergeRig(5);
  const watches = { ...watchStore, commit: async () => 'CHANGED_MEANWHILE' as const };
  const watchMember = () => Promise.reject(new Error('nobody is looked at'));
  const merge = createMergeWatches({ watches, watchMember, clock: () => new Date(noonOf(TODAY)) }, SETTINGS.timeZone);
  await expect(merge('m-old', 'm-new')).rejects.toThrow('the watch of member m-old changed 10 times in a row');
});
