import { expect, test } from 'vitest';
import { calculateProbabilityAlive } from '../../../lambdas/churn/bg-nbd.ts';
import { showChurnRoute } from '../../../lambdas/churn/churn-api.ts';
import type { describeChurn } from '../../../lambdas/churn/churn-view.ts';
import type { WatchedProfile } from '../../../lambdas/churn/known-facts.ts';
import type { PurchaseModel } from '../../../lambdas/churn/purchase-model.ts';
import { createShowChurn } from '../../../lambdas/churn/show-churn.ts';
import { newWatch, type Watch } from '../../../lambdas/churn/watch.ts';
import { enterRun, type Run, type WinBackSettings } from '../../../lambdas/churn/win-back.ts';
import { addActiveDay } from '../../../lambdas/kernel/active-days.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { memoryChurn } from './memory-churn.ts';
import { noonOf, SETTINGS } from './watching.ts';

const FIRST = '2026-03-04';
const dayAt = (offset: number) => addDays(FIRST, offset);
/** Midnight in the programme's zone is 16:00 of the day before in UTC. */
const dawnOf = (day: string) => `${addDays(day, -1)}T16:00:00.000Z`;
const LADDER: WinBackSettings = {
  rungs: [
    { afterDays: 0, kind: 'reminder' },
    { afterDays: 7, kind: 'offer', points: 200 },
  ],
  ...{ budgetPointsPerMonth: 1_000, windowDays: 60, timeZone: SETTINGS.timeZone },
};
const MODEL: PurchaseModel = {
  ...{ version: 4, day: '2026-03-01', purchases: { r: 0.3, alpha: 40, a: 0.8, b: 2.5 } },
  ...{ spend: { p: 6, q: 4, gamma: 15 }, logLikelihood: -9, members: 900, rows: 40, likelihoodLoss: 0 },
};
const aim = { en: 'To wake them up', zh: '唤醒沉睡' };

/** A member with a profile, and what is kept of it, shown on a day at noon. */
function showRig(offset: number, profile: Partial<WatchedProfile> | undefined, watch?: Partial<Watch>) {
  const churn = memoryChurn();
  const paid = new Set<string>();
  const known = { model: undefined as PurchaseModel | undefined };
  if (watch !== undefined) churn.watches.set('m-1', { ...newWatch('m-1', FIRST), version: 1, ...watch });
  const show = createShowChurn(
    {
      churn: {
        watches: churn.watchStore,
        runs: churn.runStore,
        models: { latest: async () => known.model, newest: async () => known.model, keep: async () => 'EXISTS' },
      },
      members: {
        async profile(memberId) {
          if (memberId === 'm-old') return { profile: { firstOrders: [] }, forwardTo: 'm-1' };
          if (memberId === 'm-loop') return { profile: { firstOrders: [] }, forwardTo: 'm-loop' };
          return memberId === 'm-1' && profile !== undefined ? { profile: { firstOrders: [], ...profile } } : undefined;
        },
      },
      orders: {
        head: async (orderId) => ({
          claim: paid.has(orderId) ? {} : undefined,
          earlyCount: orderId === 'o-cancelled' ? 1 : 0,
        }),
        sums: async () => ({ orderCount: 3, returnedOrderCount: 1, paidMinor: 9_000, returnedMinor: 3_000 }),
      },
      clock: () => new Date(noonOf(dayAt(offset))),
    },
    { ...SETTINGS, strategies: { dormant: { aim, journey: 'win-back' } } },
    LADDER,
  );
  return {
    ...churn,
    paid,
    known,
    async show(memberId = 'm-1') {
      const shown = await show(memberId);
      if (!shown.ok) return shown.refusal;
      // What is shown is what the route says that it answers.
      return showChurnRoute.answer.parse(JSON.parse(JSON.stringify(shown.value))) as ReturnType<typeof describeChurn>;
    },
  };
}

const bought = (...offsets: number[]): Partial<WatchedProfile> => ({
  firstOrders: offsets.slice(0, 2).map((offset) => ({ orderId: `o-${offset}`, at: noonOf(dayAt(offset)) })),
  lastOrderAt: noonOf(dayAt(offsets.at(-1) ?? 0)),
  lastSeenAt: noonOf(dayAt(offsets.at(-1) ?? 0)),
  orderDays: offsets.map(dayAt).reduce(addActiveDay, addActiveDay(undefined, dayAt(offsets[0] ?? 0))),
  activeDays: offsets.map(dayAt).reduce(addActiveDay, addActiveDay(undefined, dayAt(offsets[0] ?? 0))),
});
const runOf = (changes: Partial<Run> = {}): Run => ({
  ...enterRun(
    'm-1',
    FIRST,
    { group: 'treated', stage: 'dormant', day: dayAt(31), now: new Date(noonOf(dayAt(31))) },
    LADDER,
  ),
  ...{ version: 1, rung: 1, dueAt: dawnOf(dayAt(38)) },
  ...changes,
});

test('nobody who is unknown is shown, and who was merged is shown as the other', async () => {
  const { show } = showRig(0, bought(0), {});
  expect(await show('m-nobody')).toEqual({ code: 'MEMBER_UNKNOWN' });
  expect(await show('m-old')).toMatchObject({ memberId: 'm-1' });
  await expect(show('m-loop')).rejects.toThrow('member m-loop is forwarded more than 20 times');
});

test('of a new member it is waited whether it does anything, and why is said', async () => {
  const { show } = showRig(0, { joinedAt: noonOf(FIRST), lastSeenAt: noonOf(FIRST) });
  const shown = await show();
  expect(shown).toMatchObject({
    ...{ stage: 'new', orderDays: 0, watches: [{ rule: 'sign-up-silent' }] },
    next: {
      ...{ rule: 'sign-up-silent', at: noonOf(dayAt(1)) },
      what: 'lost if nothing was done in 24 hours after signing up',
    },
  });
  for (const absent of ['aim', 'lastOrderDay', 'personalDue', 'expected', 'winBack'])
    expect(shown).not.toHaveProperty(absent);
});

test('of a buyer all that is waited for is told with its date, and the earliest is next', async () => {
  const { show } = showRig(1, bought(0), { unpaid: [{ orderId: 'o-9', at: noonOf(dayAt(4)) }] });
  const shown = await show();
  expect(shown).toMatchObject({ stage: 'activated', since: FIRST, lastOrderDay: FIRST, orderDays: 1 });
  expect('watches' in shown && shown.watches.map(({ rule, at }) => [rule, at])).toEqual([
    ['order-unpaid', noonOf(dayAt(4))],
    ['no-repeat', noonOf(dayAt(7))],
    ['personal-due', dawnOf(dayAt(61))],
    ['stage', dawnOf(dayAt(31))],
  ]);
  expect(shown).toMatchObject({ next: { rule: 'order-unpaid' }, personalDue: dayAt(60) });
});

test('an order that was paid, or taken back, is not said to be waited for', async () => {
  const unpaid = ['o-8', 'o-cancelled', 'o-9'].map((orderId) => ({ orderId, at: noonOf(dayAt(4)) }));
  const { show, paid } = showRig(1, bought(0), { unpaid });
  paid.add('o-8');
  const shown = await show();
  const awaited = 'watches' in shown ? shown.watches.filter(({ rule }) => rule === 'order-unpaid') : [];
  expect(awaited.map(({ what }) => what)).toEqual(['order o-9 is left unpaid if it is not paid in 3 days']);
});

test('what has come due is shown as done, and nothing is written', async () => {
  const { show, watches, changes } = showRig(40, bought(0), {
    stage: 'activated',
    since: { day: FIRST, phase: 'end' },
  });
  const before = structuredClone(watches.get('m-1'));
  expect(await show()).toMatchObject({ stage: 'dormant', since: dayAt(31), aim });
  expect([watches.get('m-1'), changes]).toEqual([before, []]);
});

test('what comes next lies ahead, also for one whose silence has become unusual', async () => {
  const { show } = showRig(
    75,
    { ...bought(0), activeDays: addActiveDay(addActiveDay(undefined, FIRST), dayAt(70)) },
    {},
  );
  const shown = await show();
  expect(shown).toMatchObject({
    stage: 'at-risk',
    personalDue: dayAt(60),
    next: { rule: 'stage', at: dawnOf(dayAt(91)) },
  });
  expect('watches' in shown && shown.watches.map(({ rule }) => rule)).toEqual(['stage']);
});

test.each([
  [{}, `rung 2: an offer of 200 points, unless the member orders before`],
  [{ rung: 0, dueAt: noonOf(dayAt(31)) }, 'rung 1: a reminder, unless the member orders before'],
  [{ group: 'control' as const }, 'nothing: the member is left alone to compare with (offer)'],
  [{ rung: 2, dueAt: dawnOf(dayAt(92)) }, 'not won back if no order came in 60 days', 91],
])('of a member on the ladder with %j it is told what comes', async (changes, what, offset = 35) => {
  const { show, runs } = showRig(offset, bought(0), {
    stage: 'dormant',
    since: { day: dayAt(31), phase: 'dawn' },
    winBack: FIRST,
  });
  const run = runOf(changes);
  runs.set(`m-1 ${FIRST}`, run);
  const shown = await show();
  expect(shown).toMatchObject({
    winBack: { since: dayAt(31), group: run.group, rungsReached: run.rung, pointsGiven: 0 },
  });
  expect(shown).toMatchObject({ next: { rule: 'win-back', at: run.dueAt, what } });
});

test('the ladder that goes on from a member who became this one is told as its own', async () => {
  const { show, runs } = showRig(35, bought(0), { stage: 'dormant', winBack: FIRST, formerIds: ['m-old'] });
  runs.set(`m-1 ${FIRST}`, runOf({ outcome: 'VOID', dueAt: undefined }));
  runs.set(`m-old ${FIRST}`, runOf({ memberId: 'm-old', rung: 2 }));
  expect(await show()).toMatchObject({ winBack: { rungsReached: 2 }, next: { rule: 'win-back' } });
});

test('a ladder that is over has nothing to come, and its outcome is told', async () => {
  const { show, runs } = showRig(35, bought(0, 34), { winBack: FIRST });
  runs.set(`m-1 ${FIRST}`, runOf({ outcome: 'RETURNED', returnedDay: dayAt(34), dueAt: undefined, pointsGiven: 200 }));
  const shown = await show();
  expect(shown).toMatchObject({ winBack: { outcome: 'RETURNED', returnedDay: dayAt(34), pointsGiven: 200 } });
  expect('next' in shown && shown.next?.rule).not.toBe('win-back');
});

test('what is expected follows from the latest fit as of today; of who never bought nothing is', async () => {
  const rig = showRig(20, bought(0, 10), {});
  expect(await rig.show()).not.toHaveProperty('expected');
  rig.known.model = MODEL;
  const shown = await rig.show();
  expect(shown).toMatchObject({ expected: { modelVersion: 4, fittedOn: '2026-03-01' } });
  const expected = 'expected' in shown ? shown.expected : undefined;
  expect(expected?.purchases90).toBeGreaterThan(expected?.purchases30 ?? Number.NaN);
  expect(expected?.valueMinor90).toBeGreaterThan(0);
  const history = { frequency: 1, recency: 10, age: 20 };
  expect(expected?.probabilityActive).toBeCloseTo(calculateProbabilityAlive(MODEL.purchases, history), 6);
  expect(expected?.probabilityActive).toBeLessThan(1);
  const once = showRig(20, bought(0), {});
  once.known.model = MODEL;
  expect(await once.show()).toMatchObject({ expected: { probabilityActive: 1 } });
  const visitor = showRig(20, { joinedAt: noonOf(FIRST) }, {});
  visitor.known.model = MODEL;
  expect(await visitor.show()).not.toHaveProperty('expected');
});

test('the history is told the latest first', async () => {
  const rig = showRig(40, bought(0), { stage: 'dormant', since: { day: dayAt(31), phase: 'dawn' } });
  const moved = { memberId: 'm-1', at: noonOf(FIRST), reason: 'ORDER' as const };
  rig.changes.push(
    { ...moved, from: null, to: 'new', day: FIRST, phase: 'dawn' },
    { ...moved, from: 'new', to: 'activated', day: FIRST, phase: 'end' },
  );
  expect(await rig.show()).toMatchObject({ history: [{ to: 'activated' }, { from: null, to: 'new' }] });
});
