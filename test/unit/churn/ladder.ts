import { expect } from 'vitest';
import { createCreditWinBack } from '../../../lambdas/churn/credit-win-back.ts';
import { createTakeWinBackStep, type Stepped } from '../../../lambdas/churn/take-win-back-step.ts';
import { newWatch } from '../../../lambdas/churn/watch.ts';
import { enterRun, type RunGroup, type WinBackSettings } from '../../../lambdas/churn/win-back.ts';
import { addActiveDay } from '../../../lambdas/kernel/active-days.ts';
import { addDays, dayOf } from '../../../lambdas/kernel/calendar.ts';
import { memoryChurn } from './memory-churn.ts';
import { noonOf } from './watching.ts';

export const ZONE = 'Asia/Shanghai';
export const ENTRY = '2026-02-01';
export const ENTERED = '2026-03-04';
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const START_MS = Date.parse(noonOf(ENTERED));
export const LADDER: WinBackSettings = {
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
export interface Stop {
  readonly at: number;
  readonly isDone: boolean;
}

export interface Member {
  readonly memberId: string;
  readonly group: RunGroup;
  /** Hours after coming on the ladder; undefined for one who does not order. */
  readonly orderedHours?: number | undefined;
  /** Hours after coming on the ladder between which nothing is advertised. */
  readonly heldHours?: readonly [from: number, until: number] | undefined;
}

/** Members on a ladder, whose steps are taken by sweeps that come late, come twice, and stop halfway. */
export function ladderRig(members: readonly Member[], settings: WinBackSettings = LADDER) {
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
      const at = new Date(START_MS + (member.orderedHours ?? 0) * HOUR_MS).toISOString();
      await credit(member.memberId, { kind: 'PAID', orderId: 'o-1', day, at, paidMinor: 900 });
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

export type Rig = ReturnType<typeof ladderRig>;

export function expectHonest(rig: Rig, members: readonly Member[], settings: WinBackSettings): void {
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
