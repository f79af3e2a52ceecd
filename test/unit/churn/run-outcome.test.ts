import { expect, test } from 'vitest';
import { addPaid, addReturned, endByOrder, revenueOf } from '../../../lambdas/churn/run-outcome.ts';
import { decideStep } from '../../../lambdas/churn/run-step.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { climb, dayAt, entered, noonAt } from './climb.ts';
import { ENTRY, LADDER } from './ladder.ts';

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
  expect(decideStep(entered(), [ENTRY, before, dayAt(3)], LADDER, noonAt(3))).toMatchObject({
    ...{ kind: 'END', next: { outcome: 'VOID' } },
  });
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
