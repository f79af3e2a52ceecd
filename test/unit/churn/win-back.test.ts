import { expect, test } from 'vitest';
import {
  addPaid,
  addReturned,
  decideStep,
  endByOrder,
  enterRun,
  ladderOf,
  passUnfunded,
  type Run,
  type Rung,
  revenueOf,
  voidRun,
  type WinBackSettings,
} from '../../../lambdas/churn/win-back.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';

const ZONE = 'Asia/Shanghai';
const RUNGS: readonly Rung[] = [
  { afterDays: 0, kind: 'reminder' },
  { afterDays: 7, kind: 'offer', points: 200 },
  { afterDays: 21, kind: 'offer', points: 500 },
  { afterDays: 35, kind: 'question' },
];
const LADDER: WinBackSettings = { rungs: RUNGS, budgetPointsPerMonth: 1_000, windowDays: 60, timeZone: ZONE };
const ENTRY = '2026-02-01';
const ENTERED = '2026-03-04';
const dayAt = (offset: number) => addDays(ENTERED, offset);
/** Midnight in the programme's zone is 16:00 of the day before in UTC. */
const dawnOf = (day: string) => `${addDays(day, -1)}T16:00:00.000Z`;
const noonOf = (day: string) => new Date(`${day}T04:00:00.000Z`);

const entered = (group: Run['group'] = 'treated', ladder = LADDER): Run =>
  enterRun('m-1', ENTRY, { group, stage: 'dormant', day: ENTERED, now: noonOf(ENTERED) }, ladder);

/** The run after each of some days at noon, the budget having what is asked of it. */
function climb(run: Run, offsets: readonly number[], ladder = LADDER): Run {
  return offsets.reduce((now, offset) => {
    const step = decideStep(now, [ENTRY], ladder, noonOf(dayAt(offset)));
    const next = step.kind === 'GRANT' ? decideStep(step.next, [ENTRY], ladder, noonOf(dayAt(offset))).next : step.next;
    return next;
  }, run);
}

test('the first rung is due when the member comes on the ladder, and each other at the dawn of its day', () => {
  const run = entered();
  expect(run.dueAt).toBe(noonOf(ENTERED).toISOString());
  expect(climb(run, [0])).toMatchObject({ rung: 1, dueAt: dawnOf(dayAt(7)) });
  expect(climb(run, [0, 7])).toMatchObject({ rung: 2, pointsGiven: 200, dueAt: dawnOf(dayAt(21)) });
  expect(climb(run, [0, 7, 21])).toMatchObject({ rung: 3, pointsGiven: 700, dueAt: dawnOf(dayAt(35)) });
  expect(climb(run, [0, 7, 21, 35])).toMatchObject({ rung: 4, dueAt: dawnOf(dayAt(61)) });
  expect(climb(run, [0, 7, 21, 35, 61])).toMatchObject({ outcome: 'NOT_RETURNED', dueAt: undefined });
});

test('a first rung some days after is waited for, as the programme says', () => {
  const later = { ...LADDER, rungs: [{ afterDays: 3, kind: 'reminder' as const }] };
  expect(entered('treated', later).dueAt).toBe(dawnOf(dayAt(3)));
});

test.each(['treated', 'control'] as const)(
  'after an outage over two rungs and more a member of the %s group comes on one of them, and the others keep their distance',
  (group) => {
    const held = climb(entered(group), [0, 25]);
    expect(held).toMatchObject({ rung: 2, dueAt: dawnOf(dayAt(25 + 14)) });
    expect(climb(held, [25, 26, 38])).toEqual(held);
    expect(climb(held, [39])).toMatchObject({ rung: 3, dueAt: dawnOf(dayAt(39 + 14)) });
  },
);

test('a night is no outage: what is taken soon after midnight leaves the days of the others as they are', () => {
  expect(climb(entered(), [1])).toMatchObject({ rung: 1, dueAt: dawnOf(dayAt(7)) });
  const daily = { ...LADDER, rungs: RUNGS.map((rung, index) => ({ ...rung, afterDays: index })) };
  expect(climb(entered(), [1], daily)).toMatchObject({ rung: 1, dueAt: dawnOf(dayAt(2)) });
});

test('no rung comes after the window: what is given then would win nobody back', () => {
  expect(climb(entered(), [0, 7, 60])).toMatchObject({ rung: 3, pointsGiven: 700 });
  expect(climb(entered(), [0, 7, 61])).toMatchObject({ rung: 2, pointsGiven: 200, outcome: 'NOT_RETURNED' });
  // The third came so late that the last one would lie behind the window.
  const late = climb(entered(), [0, 7, 50]);
  expect(decideStep(late, [ENTRY], LADDER, noonOf(dayAt(61)))).toMatchObject({ kind: 'END', next: { rung: 3 } });
});

test('an order ends the ladder whatever is due, but points that were taken from the budget are given', () => {
  const run = climb(entered(), [0]);
  const now = noonOf(dayAt(7));
  const granting = decideStep(run, [ENTRY], LADDER, now);
  expect(granting).toMatchObject({ kind: 'GRANT', points: 200, month: '2026-03', next: { granting: 200 } });
  const orderDays = [ENTRY, dayAt(7)];
  expect(decideStep(run, orderDays, LADDER, now)).toMatchObject({ kind: 'END', next: { outcome: 'RETURNED' } });
  expect(endByOrder(granting.next, dayAt(7), LADDER)).toBe(granting.next);
  const told = decideStep(granting.next, orderDays, LADDER, now);
  expect(told).toMatchObject({ kind: 'TELL', number: 2, next: { rung: 2, pointsGiven: 200 } });
  expect(decideStep(told.next, orderDays, LADDER, now)).toMatchObject({
    kind: 'END',
    next: { outcome: 'RETURNED', returnedDay: dayAt(7), pointsGiven: 200 },
  });
});

test('the month whose budget an offer takes is that of the programme’s zone', () => {
  const run = climb(entered(), [0]);
  expect(decideStep(run, [ENTRY], LADDER, new Date('2026-03-31T16:00:00.000Z'))).toMatchObject({ month: '2026-04' });
});

test.each([
  [
    'other points',
    [
      { afterDays: 0, kind: 'reminder' as const },
      { afterDays: 7, kind: 'offer' as const, points: 300 },
    ],
  ],
  [
    'a question',
    [
      { afterDays: 0, kind: 'reminder' as const },
      { afterDays: 7, kind: 'question' as const },
    ],
  ],
  ['no second rung', RUNGS.slice(0, 1)],
])('points that were taken are given and told of as they were taken, though the programme now has %s', (_, rungs) => {
  const granting = { ...climb(entered(), [0]), granting: 200 };
  const step = decideStep(granting, [ENTRY], { ...LADDER, rungs }, noonOf(dayAt(7)));
  expect(step).toMatchObject({
    kind: 'TELL',
    told: { kind: 'offer', points: 200 },
    next: { pointsGiven: 200 },
  });
  expect(step.next).not.toHaveProperty('granting');
});

test('points that were taken wait, too, and are given when the member may be told of them', () => {
  const granting = { ...climb(entered(), [0]), granting: 200 };
  const heldUntil = noonOf(dayAt(12)).toISOString();
  const step = decideStep(granting, [ENTRY], LADDER, noonOf(dayAt(7)), { heldUntil });
  expect(step).toMatchObject({ kind: 'PUT_OFF', next: { granting: 200, dueAt: heldUntil } });
  expect(decideStep(step.next, [ENTRY], LADDER, noonOf(dayAt(8)), { heldUntil }).kind).toBe('WAIT');
  expect(decideStep(step.next, [ENTRY], LADDER, noonOf(dayAt(12)), { heldUntil })).toMatchObject({
    kind: 'TELL',
    next: { rung: 2, dueAt: dawnOf(dayAt(26)) },
  });
});

test('who is in a holdout by now passes the rungs without a word and without points, but what was taken is given', () => {
  const run = climb(entered(), [0]);
  const now = noonOf(dayAt(7));
  const isLeftAlone = true;
  const passed = decideStep(run, [ENTRY], LADDER, now, { isLeftAlone });
  expect(passed).toMatchObject({
    ...{ kind: 'PASS', next: { group: 'treated', rung: 2, pointsGiven: 0, dueAt: dawnOf(dayAt(21)) } },
  });
  expect(decideStep(entered(), [ENTRY], LADDER, noonOf(ENTERED), { isLeftAlone }).kind).toBe('PASS');
  const given = decideStep({ ...run, granting: 200 }, [ENTRY], LADDER, now, { isLeftAlone });
  expect(given).toMatchObject({ kind: 'TELL', next: { pointsGiven: 200 } });
});

test('an offer that the budget has nothing for is passed over on its day, and counted', () => {
  const run = climb(entered(), [0]);
  expect(passUnfunded(run, LADDER, noonOf(dayAt(7)))).toMatchObject({
    ...{ rung: 2, pointsGiven: 0, unfunded: 1, dueAt: dawnOf(dayAt(21)) },
  });
});

test('where the programme has no ladder any more, who was on it comes to its end', () => {
  const run = climb(entered(), [0]);
  expect(decideStep(run, [ENTRY], ladderOf(undefined, ZONE), noonOf(dayAt(7)))).toMatchObject({
    kind: 'END',
    next: { outcome: 'NOT_RETURNED' },
  });
});

test.each([
  [0, 'RETURNED'],
  [60, 'RETURNED'],
  [61, 'NOT_RETURNED'],
] as const)('an order on day %d after coming on the ladder is %s', (offset, outcome) => {
  const ended = endByOrder(entered(), dayAt(offset), LADDER);
  expect(ended).toMatchObject({ outcome, dueAt: undefined });
  expect(ended.returnedDay).toBe(outcome === 'RETURNED' ? dayAt(offset) : undefined);
});

test('the order before the silence, and those before it, end nothing and bring nothing', () => {
  for (const day of [ENTRY, addDays(ENTRY, -1)]) {
    expect(endByOrder(entered(), day, LADDER)).toEqual(entered());
    expect(addPaid(entered(), 'o-1', day, 100, LADDER)).toEqual(entered());
  }
});

test('an order from before coming on the ladder, told after it, is no return: the run is void whatever else is told', () => {
  const before = dayAt(-1);
  const told = [before, dayAt(3)];
  for (const days of [told, told.toReversed()]) {
    const run = days.reduce((now, day) => endByOrder(now, day, LADDER), climb(entered(), [0]));
    expect(run).toMatchObject({ outcome: 'VOID', returnedDay: undefined, dueAt: undefined });
  }
  expect(addPaid(entered(), 'o-1', before, 900, LADDER)).toEqual(entered());
  expect(decideStep(entered(), [ENTRY, before, dayAt(3)], LADDER, noonOf(dayAt(3)))).toMatchObject({
    ...{ kind: 'END', next: { outcome: 'VOID' } },
  });
});

test('points that were taken for a run which another goes on for are given, and then it is over', () => {
  const granting = { ...climb(entered(), [0]), granting: 200 };
  const ended = voidRun(granting);
  expect(ended).toMatchObject({ outcome: 'VOID', dueAt: granting.dueAt });
  const told = decideStep(ended, [ENTRY, dayAt(7)], LADDER, noonOf(dayAt(7)));
  expect(told).toMatchObject({ kind: 'TELL', next: { outcome: 'VOID', pointsGiven: 200, dueAt: undefined } });
  expect(decideStep(told.next, [ENTRY, dayAt(7)], LADDER, noonOf(dayAt(8)))).toMatchObject({ kind: 'WAIT' });
});

test('who counted as not returned did return if an order of the window is told of late, and that brought something', () => {
  const over = climb(entered(), [0, 7, 21, 35, 61]);
  const late = addPaid(endByOrder(over, dayAt(59), LADDER), 'o-1', dayAt(59), 700, LADDER);
  expect(late).toMatchObject({ outcome: 'RETURNED', returnedDay: dayAt(59) });
  expect(revenueOf(late)).toBe(700);
});

test('more orders than a person places are not looked at, and the last of them are in order', () => {
  const many = Array.from({ length: 60 }, (_, index) => index);
  const paid = many.reduce((run, index) => addPaid(run, `o-${index}`, dayAt(1), 1, LADDER), entered());
  expect(revenueOf(paid)).toBe(50);
  const back = many.reduce((run, index) => addReturned(run, `r-${index}`, { orderId: 'o-0', minor: 0 }), paid);
  expect(Object.keys(back.returned)).toHaveLength(50);
});
