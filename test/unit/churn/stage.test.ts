import { expect, test } from 'vitest';
import { type StageFacts, stageAt } from '../../../lambdas/churn/stage.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { SETTINGS } from './watching.ts';

const FIRST = '2026-01-10';
const after = (days: number) => addDays(FIRST, days);
const at = (facts: Partial<StageFacts>, days: number, phase: 'dawn' | 'end' = 'end') =>
  stageAt({ orderDays: [], activeDays: [], personalDues: [], ...facts }, { day: after(days), phase }, SETTINGS);
const bought = (...days: number[]) => ({ orderDays: days.map(after), activeDays: days.map(after) });

test('a member is new until the first order, and activated for thirty days from it', () => {
  expect(at({ activeDays: [after(-5)] }, 0)).toBe('new');
  expect(at(bought(0), 0, 'dawn')).toBe('new');
  expect(at(bought(0), 0)).toBe('activated');
  expect(at({ ...bought(0), activeDays: [after(0), after(20)] }, 30)).toBe('activated');
  expect(at({ ...bought(0), activeDays: [after(0), after(20)] }, 31)).toBe('active');
});

test('without a visit for more than thirty days a buyer is dormant, from the dawn of the 31st on', () => {
  expect(at(bought(0, 5), 35)).toBe('active');
  expect(at(bought(0, 5), 36, 'dawn')).toBe('dormant');
  expect(at({ ...bought(0, 5), activeDays: [after(0), after(5), after(30)] }, 40)).toBe('active');
});

test('without an order a first-time buyer is churned after ninety days and any other after 180, visits or not', () => {
  const visits = Array.from({ length: 30 }, (_, week) => after(week * 7));
  expect(at({ orderDays: [after(0)], activeDays: visits }, 90)).toBe('active');
  expect(at({ orderDays: [after(0)], activeDays: visits }, 91)).toBe('churned');
  expect(at({ orderDays: [after(0), after(7)], activeDays: visits }, 187)).toBe('active');
  expect(at({ orderDays: [after(0), after(7)], activeDays: visits }, 188)).toBe('churned');
});

test('past the personal due date of the last order a member is at risk; the next order ends that', () => {
  const facts = { ...bought(0, 5), personalDues: [{ orderDay: after(5), day: after(15) }] };
  expect(at(facts, 15)).toBe('active');
  expect(at(facts, 16, 'dawn')).toBe('at-risk');
  expect(at({ ...facts, ...bought(0, 5, 16) }, 16)).toBe('active');
});

test('an order within thirty days after a lapse wins a member back, for thirty days', () => {
  expect(at(bought(0, 40), 40, 'dawn')).toBe('dormant');
  expect(at(bought(0, 40), 40)).toBe('won-back');
  expect(at({ ...bought(0, 40), activeDays: [after(0), after(40), after(65)] }, 70)).toBe('won-back');
  expect(at({ ...bought(0, 40), activeDays: [after(0), after(40), after(65)] }, 71)).toBe('active');
});

test('who came back some days before ordering was won back too; who came back long before was not', () => {
  const visited = (day: number, order: number) => ({
    orderDays: [after(0), after(order)],
    activeDays: [after(0), after(day), after(day + 20), after(order)].sort(),
  });
  expect(at(visited(40, 60), 60)).toBe('won-back');
  expect(at(visited(40, 70), 70)).toBe('won-back');
  expect(at(visited(40, 71), 71)).toBe('active');
});

test('who was churned in spite of visits is won back by the next order', () => {
  const visits = Array.from({ length: 60 }, (_, week) => after(week * 7));
  expect(at({ orderDays: [after(0), after(91)], activeDays: visits }, 91)).toBe('won-back');
  expect(at({ orderDays: [after(0), after(90)], activeDays: visits }, 90)).toBe('active');
});
