import { expect, test } from 'vitest';
import { endByOrder, voidRun } from '../../../lambdas/churn/run-outcome.ts';
import { decideStep, passUnfunded } from '../../../lambdas/churn/run-step.ts';
import { ladderOf } from '../../../lambdas/churn/win-back.ts';
import { climb, dawnAt, dayAt, entered, noonAt, SILENT } from './climb.ts';
import { ENTRY, LADDER, ZONE } from './ladder.ts';

const RUNGS = LADDER.rungs;

test('the first rung is due when the member comes on the ladder, and each other at the dawn of its day', () => {
  const run = entered();
  expect(run.dueAt).toBe(noonAt(0).toISOString());
  expect(climb(run, [0])).toMatchObject({ rung: 1, dueAt: dawnAt(7) });
  expect(climb(run, [0, 7])).toMatchObject({ rung: 2, pointsGiven: 200, dueAt: dawnAt(21) });
  expect(climb(run, [0, 7, 21])).toMatchObject({ rung: 3, pointsGiven: 700, dueAt: dawnAt(35) });
  expect(climb(run, [0, 7, 21, 35])).toMatchObject({ rung: 4, dueAt: dawnAt(61) });
  expect(climb(run, [0, 7, 21, 35, 61])).toMatchObject({ outcome: 'NOT_RETURNED', dueAt: undefined });
});

test('a first rung some days after is waited for, as the programme says', () => {
  const later = { ...LADDER, rungs: [{ afterDays: 3, kind: 'reminder' as const }] };
  expect(entered('treated', later).dueAt).toBe(dawnAt(3));
});

test.each(['treated', 'control'] as const)(
  'after an outage over two rungs and more a member of the %s group comes on one of them, and the others keep their distance',
  (group) => {
    const held = climb(entered(group), [0, 25]);
    expect(held).toMatchObject({ rung: 2, dueAt: dawnAt(25 + 14) });
    expect(climb(held, [25, 26, 38])).toEqual(held);
    expect(climb(held, [39])).toMatchObject({ rung: 3, dueAt: dawnAt(39 + 14) });
  },
);

test('a night is no outage: what is taken soon after midnight leaves the days of the others as they are', () => {
  expect(climb(entered(), [1])).toMatchObject({ rung: 1, dueAt: dawnAt(7) });
  const daily = { ...LADDER, rungs: RUNGS.map((rung, index) => ({ ...rung, afterDays: index })) };
  expect(climb(entered(), [1], daily)).toMatchObject({ rung: 1, dueAt: dawnAt(2) });
});

test('no rung comes after the window: what is given then would win nobody back', () => {
  expect(climb(entered(), [0, 7, 60])).toMatchObject({ rung: 3, pointsGiven: 700 });
  expect(climb(entered(), [0, 7, 61])).toMatchObject({ rung: 2, pointsGiven: 200, outcome: 'NOT_RETURNED' });
  // The third came so late that the last one would lie behind the window.
  const late = climb(entered(), [0, 7, 50]);
  expect(decideStep(late, SILENT, LADDER, noonAt(61))).toMatchObject({ kind: 'END', next: { rung: 3 } });
});

test('an order ends the ladder whatever is due, but points that were taken from the budget are given', () => {
  const run = climb(entered(), [0]);
  const now = noonAt(7);
  const granting = decideStep(run, SILENT, LADDER, now);
  expect(granting).toMatchObject({ kind: 'GRANT', points: 200, month: '2026-03', next: { granting: 200 } });
  const ordered = { orderDays: [ENTRY, dayAt(7)] };
  expect(decideStep(run, ordered, LADDER, now)).toMatchObject({ kind: 'END', next: { outcome: 'RETURNED' } });
  const ended = endByOrder(granting.next, { day: dayAt(7) }, LADDER);
  expect(ended).toMatchObject({ outcome: 'RETURNED', granting: 200, dueAt: granting.next.dueAt });
  expect(decideStep(ended, ordered, LADDER, now)).toMatchObject({
    ...{ kind: 'TELL', next: { pointsGiven: 200, outcome: 'RETURNED', dueAt: undefined } },
  });
  const told = decideStep(granting.next, ordered, LADDER, now);
  expect(told).toMatchObject({ kind: 'TELL', number: 2, next: { rung: 2, pointsGiven: 200 } });
  expect(decideStep(told.next, ordered, LADDER, now)).toMatchObject({
    kind: 'END',
    next: { outcome: 'RETURNED', returnedDay: dayAt(7), pointsGiven: 200 },
  });
});

test('the month whose budget an offer takes is that of the programme’s zone', () => {
  const run = climb(entered(), [0]);
  expect(decideStep(run, SILENT, LADDER, new Date('2026-03-31T16:00:00.000Z'))).toMatchObject({ month: '2026-04' });
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
  const step = decideStep(granting, SILENT, { ...LADDER, rungs }, noonAt(7));
  expect(step).toMatchObject({
    kind: 'TELL',
    told: { kind: 'offer', points: 200 },
    next: { pointsGiven: 200 },
  });
  expect(step.next).not.toHaveProperty('granting');
});

test('points that were taken wait, too, and are given when the member may be told of them', () => {
  const granting = { ...climb(entered(), [0]), granting: 200 };
  const heldUntil = noonAt(12).toISOString();
  const step = decideStep(granting, SILENT, LADDER, noonAt(7), { heldUntil });
  expect(step).toMatchObject({ kind: 'PUT_OFF', next: { granting: 200, dueAt: heldUntil } });
  expect(decideStep(step.next, SILENT, LADDER, noonAt(8), { heldUntil }).kind).toBe('WAIT');
  expect(decideStep(step.next, SILENT, LADDER, noonAt(12), { heldUntil })).toMatchObject({
    kind: 'TELL',
    next: { rung: 2, dueAt: dawnAt(26) },
  });
});

test('who is in a holdout by now passes the rungs without a word and without points, but what was taken is given', () => {
  const run = climb(entered(), [0]);
  const now = noonAt(7);
  const isLeftAlone = true;
  const passed = decideStep(run, SILENT, LADDER, now, { isLeftAlone });
  expect(passed).toMatchObject({
    ...{ kind: 'PASS', next: { group: 'treated', rung: 2, pointsGiven: 0, dueAt: dawnAt(21) } },
  });
  expect(decideStep(entered(), SILENT, LADDER, noonAt(0), { isLeftAlone }).kind).toBe('PASS');
  const given = decideStep({ ...run, granting: 200 }, SILENT, LADDER, now, { isLeftAlone });
  expect(given).toMatchObject({ kind: 'TELL', next: { pointsGiven: 200 } });
});

test('an offer that the budget has nothing for is passed over on its day, and counted', () => {
  const run = climb(entered(), [0]);
  expect(passUnfunded(run, LADDER, noonAt(7))).toMatchObject({
    ...{ rung: 2, pointsGiven: 0, unfunded: 1, dueAt: dawnAt(21) },
  });
});

test('where the programme has no ladder any more, who was on it comes to its end', () => {
  const run = climb(entered(), [0]);
  expect(decideStep(run, SILENT, ladderOf(undefined, ZONE), noonAt(7))).toMatchObject({
    kind: 'END',
    next: { outcome: 'NOT_RETURNED' },
  });
});

test('points that were taken for a run which another goes on for are given, and then it is over', () => {
  const granting = { ...climb(entered(), [0]), granting: 200 };
  const ended = voidRun(granting);
  expect(ended).toMatchObject({ outcome: 'VOID', dueAt: granting.dueAt });
  const told = decideStep(ended, { orderDays: [ENTRY, dayAt(7)] }, LADDER, noonAt(7));
  expect(told).toMatchObject({ kind: 'TELL', next: { outcome: 'VOID', pointsGiven: 200, dueAt: undefined } });
  expect(decideStep(told.next, { orderDays: [ENTRY, dayAt(7)] }, LADDER, noonAt(8))).toMatchObject({ kind: 'WAIT' });
});
