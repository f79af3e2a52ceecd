import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCreditWinBack } from '../../../lambdas/churn/credit-win-back.ts';
import { createTakeWinBackStep, type Stepped } from '../../../lambdas/churn/take-win-back-step.ts';
import { newWatch } from '../../../lambdas/churn/watch.ts';
import { enterRun, type RunGroup, type Rung, type WinBackSettings } from '../../../lambdas/churn/win-back.ts';
import { addActiveDay } from '../../../lambdas/kernel/active-days.ts';
import { addDays, dayOf } from '../../../lambdas/kernel/calendar.ts';
import { memoryChurn } from './memory-churn.ts';
import { noonOf } from './watching.ts';

const ZONE = 'Asia/Shanghai';
const ENTRY = '2026-02-01';
const ENTERED = '2026-03-04';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.parse(noonOf(ENTERED));
const LADDER: WinBackSettings = {
  rungs: [
    { afterDays: 0, kind: 'reminder' },
    { afterDays: 7, kind: 'offer', points: 200 },
    { afterDays: 21, kind: 'offer', points: 500 },
    { afterDays: 35, kind: 'question' },
  ],
  budgetPointsPerMonth: 100_000,
  windowDays: 60,
  timeZone: ZONE,
};

/** A sweep that stops at a call of a port, before it is done or after. */
interface Stop {
  readonly at: number;
  readonly isDone: boolean;
}

interface Member {
  readonly memberId: string;
  readonly group: RunGroup;
  /** Hours after coming on the ladder; undefined for one who does not order. */
  readonly orderedHours?: number | undefined;
  /** Hours after coming on the ladder between which nothing is advertised. */
  readonly heldHours?: readonly [from: number, until: number] | undefined;
}

/** Members on a ladder, whose steps are taken by sweeps that come late, come twice, and stop halfway. */
function ladderRig(members: readonly Member[], settings: WinBackSettings = LADDER) {
  let nowMs = START_MS;
  let callsLeft = Number.POSITIVE_INFINITY;
  let isDone = false;
  const clock = () => new Date(nowMs);
  const wait = async () => {
    callsLeft -= 1;
    if (callsLeft < 0 || (callsLeft === 0 && !isDone)) throw new Error('stopped');
  };
  const churn = memoryChurn(wait);
  const booked = new Map<string, { readonly points: number; readonly times: number }>();
  const takenAt = new Map<string, number>();
  const runs: typeof churn.runStore = {
    ...churn.runStore,
    async replace(next, told, budget) {
      const answer = await churn.runStore.replace(next, told, budget);
      if (answer === 'KEPT' && budget !== undefined) takenAt.set(`${next.memberId} ${next.rung + 1}`, nowMs);
      return answer;
    },
  };
  const orderDayOf = ({ orderedHours }: Member) =>
    orderedHours === undefined ? undefined : dayOf(START_MS + orderedHours * HOUR_MS, ZONE);
  const readProfile = async (memberId: string) => {
    const member = members.find((each) => each.memberId === memberId);
    const isOrdered = member?.orderedHours !== undefined && START_MS + member.orderedHours * HOUR_MS <= nowMs;
    const day = isOrdered && member !== undefined ? orderDayOf(member) : undefined;
    const before = addActiveDay(undefined, ENTRY);
    return { profile: { firstOrders: [], orderDays: day === undefined ? before : addActiveDay(before, day) } };
  };
  const heldUntil = async (memberId: string) => {
    const hours = members.find((each) => each.memberId === memberId)?.heldHours;
    const [fromMs, untilMs] = (hours ?? []).map((each) => START_MS + each * HOUR_MS);
    return fromMs !== undefined && fromMs <= nowMs && untilMs !== undefined
      ? new Date(untilMs).toISOString()
      : undefined;
  };
  const take = createTakeWinBackStep(
    {
      runs,
      readProfile,
      heldUntil,
      isLeftAlone: () => false,
      async givePoints(memberId, occasion, points) {
        await wait();
        const key = `${memberId} ${occasion}`;
        // The ledger books an occasion once, and refuses another sum for it.
        expect(booked.get(key)?.points ?? points).toBe(points);
        booked.set(key, { points, times: (booked.get(key)?.times ?? 0) + 1 });
      },
      clock,
    },
    settings,
  );
  const credit = createCreditWinBack({ runs: churn.runStore, watches: churn.watchStore }, settings);
  for (const { memberId, group } of members) {
    const day = dayOf(nowMs, ZONE);
    const run = enterRun(memberId, ENTRY, { group, stage: 'dormant', day, now: clock() }, settings);
    churn.runs.set(`${memberId} ${ENTRY}`, { ...run, version: 1 });
    churn.watches.set(memberId, { ...newWatch(memberId, day), winBack: ENTRY, version: 1 });
  }
  const runOf = (memberId: string) => {
    const run = churn.runs.get(`${memberId} ${ENTRY}`);
    if (run === undefined) throw new Error(`no run of ${memberId}`);
    return run;
  };
  return {
    ...churn,
    booked,
    takenAt,
    runOf,
    orderDayOf,
    /** The ledger tells of the member's order, if there is one by now; told again and again it is the same. */
    async tellOrder(member: Member, ms: number) {
      const day = orderDayOf(member);
      if (day === undefined || START_MS + (member.orderedHours ?? 0) * HOUR_MS > ms) return;
      await credit(member.memberId, { kind: 'PAID', orderId: 'o-1', day, paidMinor: 900 });
    },
    take: (memberId: string) => take(memberId, ENTRY),
    at: (ms: number) => {
      nowMs = ms;
    },
    /** Each member whose step is due, by as many sweeps at once. */
    async sweep(ms: number, { sweeps = 1, stop }: { readonly sweeps?: number; readonly stop?: Stop | undefined } = {}) {
      nowMs = ms;
      callsLeft = stop === undefined ? Number.POSITIVE_INFINITY : stop.at;
      isDone = stop?.isDone ?? false;
      const due = members.filter(({ memberId }) => (runOf(memberId).dueAt ?? '~') <= clock().toISOString());
      const steps = due.flatMap(({ memberId }) => Array.from({ length: sweeps }, () => take(memberId, ENTRY)));
      const done = await Promise.allSettled(steps);
      callsLeft = Number.POSITIVE_INFINITY;
      return done.flatMap((each): Stepped[] => (each.status === 'fulfilled' ? [each.value] : []));
    },
    async sweepHourly(days: number) {
      const from = nowMs;
      for (let ms = from; ms <= from + days * DAY_MS; ms += HOUR_MS) await this.sweep(ms);
    },
    told: (memberId: string) =>
      churn.noticesOf(memberId).map(({ name, data, occurredAt }) => ({
        name,
        rung: Number(data['rung']),
        points: Number(data['points'] ?? 0),
        atMs: Date.parse(occurredAt),
        day: dayOf(Date.parse(occurredAt), ZONE),
      })),
  };
}

type Rig = ReturnType<typeof ladderRig>;

function expectHonest(rig: Rig, members: readonly Member[], settings: WinBackSettings): void {
  for (const month of new Set(rig.granted.map((each) => each.month))) {
    const ofMonth = rig.granted.filter((each) => each.month === month);
    const points = ofMonth.reduce((sum, each) => sum + each.points, 0);
    expect(points).toBeLessThanOrEqual(settings.budgetPointsPerMonth);
  }
  const points = [...rig.booked.values()].reduce((sum, each) => sum + each.points, 0);
  expect(points, 'points given are those that were taken').toBe(
    rig.granted.reduce((sum, each) => sum + each.points, 0),
  );
  for (const member of members) expectHonestRun(rig, member, settings);
}

function expectHonestRun(rig: Rig, member: Member, settings: WinBackSettings): void {
  const { memberId, group, orderedHours, heldHours } = member;
  const [run, told] = [rig.runOf(memberId), rig.told(memberId)];
  const given = [...rig.booked].filter(([key]) => key.startsWith(`${memberId} `)).map(([, { points }]) => points);
  const offers = told.filter(({ name }) => name === 'WinBackOffered');
  expect(given.toSorted(), 'each offer that is told was given').toEqual(offers.map(({ points }) => points).toSorted());
  expect(run.pointsGiven).toBe(given.reduce((sum, each) => sum + each, 0));
  expect([run.granting, run.dueAt]).toEqual([undefined, undefined]);
  const endDay = addDays(run.enteredDay, settings.windowDays);
  const orderDay = rig.orderDayOf(member);
  expect(run.outcome).toBe(orderDay !== undefined && orderDay <= endDay ? 'RETURNED' : 'NOT_RETURNED');
  if (group === 'control') expect(told).toEqual([]);
  const rungs = told.map(({ rung }) => rung);
  expect(rungs, 'once, and from the first on').toEqual([...new Set(rungs)].toSorted((a, b) => a - b));
  for (const [index, { rung, day, atMs, name }] of told.entries()) {
    expect(day >= addDays(run.enteredDay, settings.rungs[rung - 1]?.afterDays ?? 0), 'not before its day').toBe(true);
    expect(
      told.slice(0, index).every((before) => before.day < day),
      'one a day',
    ).toBe(true);
    const [fromHours, untilHours] = heldHours ?? [0, 0];
    const hours = (atMs - START_MS) / HOUR_MS;
    expect(hours >= fromHours && hours < untilHours, 'not while nothing is advertised').toBe(false);
    if (orderedHours === undefined || START_MS + orderedHours * HOUR_MS > atMs) continue;
    expect(name).toBe('WinBackOffered');
    expect(rig.takenAt.get(`${memberId} ${rung}`), 'taken before the order').toBeLessThan(
      START_MS + orderedHours * HOUR_MS,
    );
  }
}

const anyRung = fc.oneof(
  fc.constantFrom({ kind: 'reminder' as const }, { kind: 'question' as const }),
  fc.record({ kind: fc.constant('offer' as const), points: fc.integer({ min: 1, max: 300 }) }),
);
const anyLadder = fc
  .record({
    rungs: fc.array(fc.tuple(anyRung, fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 4 }),
    firstDays: fc.nat({ max: 3 }),
    budgetPointsPerMonth: fc.integer({ min: 0, max: 900 }),
    moreDays: fc.nat({ max: 30 }),
  })
  .map(({ rungs, firstDays, budgetPointsPerMonth, moreDays }): WinBackSettings => {
    const laddered = rungs.map(
      ([rung], index): Rung => ({
        ...rung,
        afterDays: rungs.slice(0, index).reduce((sum, [, gapDays]) => sum + gapDays, firstDays),
      }),
    );
    const windowDays = Math.max(1, laddered.at(-1)?.afterDays ?? 0) + moreDays;
    return { rungs: laddered, budgetPointsPerMonth, windowDays, timeZone: ZONE };
  });

const anyHold = fc.option(
  fc
    .tuple(fc.nat({ max: 40 * 24 }), fc.integer({ min: 1, max: 14 * 24 }))
    .map(([from, hours]) => [from, from + hours] as const),
  { nil: undefined },
);
const anyMembers = fc
  .array(
    fc.record({
      group: fc.constantFrom<RunGroup>('treated', 'treated', 'control'),
      orderedHours: fc.option(fc.integer({ min: 1, max: 60 * 24 }), { nil: undefined }),
      heldHours: anyHold,
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((members) => members.map((member, index): Member => ({ memberId: `m-${index}`, ...member })));
/** Hours until the next sweep: mostly hourly or daily, and outages of weeks. */
const anySweep = fc.record({
  hours: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 100, max: 500 })),
  sweeps: fc.integer({ min: 1, max: 3 }),
  stop: fc.option(fc.record({ at: fc.integer({ min: 1, max: 12 }), isDone: fc.boolean() }), { nil: undefined }),
  isCredited: fc.boolean(),
});

test('whatever comes late, twice or is stopped: each rung once and one a day, points as they were taken, and an outcome', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyLadder,
      anyMembers,
      fc.array(anySweep, { minLength: 1, maxLength: 40 }),
      async (settings, members, sweeps) => {
        const rig = ladderRig(members, settings);
        let ms = START_MS;
        for (const { hours, isCredited, ...sweep } of sweeps) {
          ms += hours * HOUR_MS;
          await rig.sweep(ms, sweep);
          if (!isCredited) continue;
          for (const member of members) await rig.tellOrder(member, ms);
        }
        for (let day = 0; day <= settings.windowDays + 62; day += 1) {
          ms += DAY_MS;
          await rig.sweep(ms);
          await rig.sweep(ms + HOUR_MS);
        }
        expectHonest(rig, members, settings);
      },
    ),
    { numRuns: 150 },
  );
});

test('whoever is left alone passes the same rungs on the same days as whoever is not, and hears and gets nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyLadder,
      fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 60 }),
      anyHold,
      async (ladder, hours, heldHours) => {
        const members: Member[] = [
          { memberId: 'm-0', group: 'treated', heldHours },
          { memberId: 'm-1', group: 'control', heldHours },
        ];
        const rig = ladderRig(members, ladder);
        let ms = START_MS;
        for (const each of hours) {
          ms += each * HOUR_MS;
          await rig.sweep(ms);
          const [treated, control] = [rig.runOf('m-0'), rig.runOf('m-1')];
          expect([control.rung, control.dueAt, control.outcome]).toEqual([
            treated.rung,
            treated.dueAt,
            treated.outcome,
          ]);
        }
        expect([rig.told('m-1'), rig.runOf('m-1').pointsGiven, rig.runOf('m-1').unfunded]).toEqual([[], 0, 0]);
      },
    ),
    { numRuns: 60 },
  );
});

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
