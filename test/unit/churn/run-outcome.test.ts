import { expect, test } from 'vitest';
import { addPaid, addReturned, endByOrder, revenueOf } from '../../../lambdas/churn/run-outcome.ts';
import { decideStep } from '../../../lambdas/churn/run-step.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { climb, dayAt, entered, noonAt } from './climb.ts';
import { ENTRY, HOUR_MS, LADDER } from './ladder.ts';

test.each([
  [0, 'RETURNED'],
  [60, 'RETURNED'],
  [61, 'NOT_RETURNED'],
] as const)('an order on day %d after coming on the ladder is %s', (offset, outcome) => {
  const ended = endByOrder(entered(), { day: dayAt(offset) }, LADDER);
  expect(ended).toMatchObject({ outcome, dueAt: undefined });
  expect(ended.returnedDay).toBe(outcome === 'RETURNED' ? dayAt(offset) : undefined);
});

test('the order before the silence, and those before it, end nothing and bring nothing', () => {
  for (const day of [ENTRY, addDays(ENTRY, -1)]) {
    expect(endByOrder(entered(), { day }, LADDER)).toEqual(entered());
    expect(addPaid(entered(), { orderId: 'o-1', day, paidMinor: 100 }, LADDER)).toEqual(entered());
  }
});

test('an order from before coming on the ladder, told after it, is no return: the run is void whatever else is told', () => {
  const before = dayAt(-1);
  const told = [before, dayAt(3)];
  for (const days of [told, told.toReversed()]) {
    const run = days.reduce((now, day) => endByOrder(now, { day }, LADDER), climb(entered(), [0]));
    expect(run).toMatchObject({ outcome: 'VOID', returnedDay: undefined, dueAt: undefined });
  }
  expect(addPaid(entered(), { orderId: 'o-1', day: before, paidMinor: 900 }, LADDER)).toEqual(entered());
  expect(decideStep(entered(), { orderDays: [ENTRY, before, dayAt(3)] }, LADDER, noonAt(3))).toMatchObject({
    ...{ kind: 'END', next: { outcome: 'VOID' } },
  });
});

test('on the day of coming on the ladder an order from before that is no return, and one from after it is', () => {
  const [before, after] = [new Date(noonAt(0).getTime() - 1).toISOString(), noonAt(0).toISOString()];
  const of = (at: string | undefined) => ({ orderId: 'o-1', day: dayAt(0), at, paidMinor: 900 });
  expect(endByOrder(entered(), of(before), LADDER)).toMatchObject({ outcome: 'VOID', returnedDay: undefined });
  expect(endByOrder(endByOrder(entered(), of(after), LADDER), of(before), LADDER)).toMatchObject({ outcome: 'VOID' });
  expect(addPaid(entered(), of(before), LADDER)).toEqual(entered());
  for (const at of [after, undefined]) {
    expect(endByOrder(entered(), of(at), LADDER)).toMatchObject({ outcome: 'RETURNED', returnedDay: dayAt(0) });
    expect(revenueOf(addPaid(entered(), of(at), LADDER))).toBe(900);
  }
  // Of a run that began when no instant was kept, the day decides.
  const { enteredAt: _, ...older } = entered();
  expect(endByOrder(older, of(before), LADDER)).toMatchObject({ outcome: 'RETURNED' });
});

test.each([
  // The last order of all was before: so was any other of that day.
  [[0], -1, 'VOID'],
  [[0], 0, 'RETURNED'],
  // What came later says nothing of that day, and whether there was an earlier one is told with that.
  [[0, 5], 5 * 24, 'RETURNED'],
  [[-1, 0], 1, 'VOID'],
] as const)('what a profile knows of orders of days %o, the last %d hours after, is %s', (offsets, hours, outcome) => {
  const lastOrderAt = new Date(noonAt(0).getTime() + hours * HOUR_MS).toISOString();
  const known = { orderDays: [ENTRY, ...offsets.map(dayAt)], lastOrderAt };
  expect(decideStep(entered(), known, LADDER, noonAt(6))).toMatchObject({ kind: 'END', next: { outcome } });
});

test('who counted as not returned did return if an order of the window is told of late, and that brought something', () => {
  const over = climb(entered(), [0, 7, 21, 35, 61]);
  const order = { orderId: 'o-1', day: dayAt(59), paidMinor: 700 };
  const late = addPaid(endByOrder(over, order, LADDER), order, LADDER);
  expect(late).toMatchObject({ outcome: 'RETURNED', returnedDay: dayAt(59) });
  expect(revenueOf(late)).toBe(700);
});

test('more orders than a person places are not looked at, and the last of them are in order', () => {
  const many = Array.from({ length: 60 }, (_, index) => index);
  const paid = many.reduce(
    (run, index) => addPaid(run, { orderId: `o-${index}`, day: dayAt(1), paidMinor: 1 }, LADDER),
    entered(),
  );
  expect(revenueOf(paid)).toBe(50);
  const back = many.reduce((run, index) => addReturned(run, `r-${index}`, { orderId: 'o-0', minor: 0 }), paid);
  expect(Object.keys(back.returned)).toHaveLength(50);
});
