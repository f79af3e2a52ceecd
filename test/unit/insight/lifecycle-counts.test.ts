import { expect, test, vi } from 'vitest';
import { itemCounts } from '../../../lambdas/insight/item-counts.ts';
import { countsOf, ZONE } from './figures-of.ts';

const MEMBER = { PK: 'MEMBER#m-1', memberId: 'm-1' };

test('a member counts for the stage that it is in; who was merged into another for none', () => {
  const watch = { ...MEMBER, SK: 'WATCH', entityType: 'Watch', stage: 'at-risk', dueAt: '2026-03-01T00:00:00.000Z' };
  expect(countsOf(watch)).toEqual({ 'stages#all#at-risk': 1 });
  expect(countsOf({ ...watch, forwardTo: 'm-2' })).toEqual({});
});

test('a move counts for what was left and what was entered; a stage that was found was entered by nobody', () => {
  const change = { ...MEMBER, entityType: 'StageChange', at: '2026-03-04T16:30:00.000Z', day: '2026-03-05' };
  expect(countsOf({ ...change, from: 'active', to: 'at-risk', reason: 'SILENT' })).toEqual({
    'stages#2026-03#05#from#active': 1,
    'stages#2026-03#05#to#at-risk': 1,
  });
  expect(countsOf({ ...change, from: 'churned', to: null, reason: 'MERGED' })).toEqual({
    'stages#2026-03#05#from#churned': 1,
  });
  expect(countsOf({ ...change, from: null, to: 'churned', reason: 'IMPORTED' })).toEqual({
    'stages#2026-03#05#imported#churned': 1,
  });
});

test('who was watched before leaves a stage and enters another, though it is told late: and that is told beside it', () => {
  const change = { ...MEMBER, entityType: 'StageChange', at: '2026-07-04T16:30:00.000Z', day: '2026-07-05' };
  expect(countsOf({ ...change, from: 'at-risk', to: 'active', reason: 'IMPORTED' })).toEqual({
    'stages#2026-07#05#from#at-risk': 1,
    'stages#2026-07#05#to#active': 1,
    'stages#2026-07#05#late#active': 1,
  });
});

test('a loss counts in the cohort of joining, and in none where nobody knows the day', () => {
  const loss = { ...MEMBER, entityType: 'LossNode', node: 'order-unpaid', at: '2026-03-09T00:00:00.000Z' };
  expect(countsOf({ ...loss, joinedDay: '2026-03-01' })).toEqual({ 'funnel#2026-03#01#lost#order-unpaid': 1 });
  expect(countsOf(loss)).toEqual({});
  expect(countsOf({ ...loss, joinedDay: '2026-03-01', forwardTo: 'm-2' })).toEqual({});
});

test('a run counts on the day of entering: its rungs, what it gave, and the outcome once there is one', () => {
  const run = {
    ...{ ...MEMBER, entityType: 'Run', journey: 'win-back', entry: 'o-1', enteredDay: '2026-03-01' },
    ...{ group: 'treated', rung: 2, pointsGiven: 100 },
  };
  const entered = {
    'journeys#2026-03#01#win-back#treated#entered': 1,
    'journeys#2026-03#01#win-back#treated#points': 100,
    'journeys#2026-03#01#win-back#treated#rung1': 1,
    'journeys#2026-03#01#win-back#treated#rung2': 1,
  };
  expect(countsOf(run)).toEqual(entered);
  const returned = { ...run, outcome: 'RETURNED', returnedDay: '2026-03-09', revenueMinor: 5_000 };
  expect(countsOf(returned)).toEqual({
    ...entered,
    'journeys#2026-03#01#win-back#treated#returned': 1,
    'journeys#2026-03#01#win-back#treated#revenueMinor': 5_000,
  });
  expect(countsOf({ ...returned, outcome: 'VOID' })).toEqual({ 'journeys#2026-03#01#win-back#treated#points': 100 });
  const control = { ...run, group: 'control', rung: 0, pointsGiven: 0, outcome: 'NOT_RETURNED' };
  expect(countsOf(control)).toEqual({
    'journeys#2026-03#01#win-back#control#entered': 1,
    'journeys#2026-03#01#win-back#control#notReturned': 1,
  });
});

test.each([
  ['a stage that there is not', { entityType: 'Watch', stage: 'asleep' }],
  ['a move on no day', { entityType: 'StageChange', from: null, to: 'active', day: 'today', reason: 'ORDER' }],
  ['a node that there is not', { entityType: 'LossNode', node: 'elsewhere', joinedDay: '2026-03-01' }],
  ['a journey whose name would read as two parts', { entityType: 'Run', journey: 'win#back' }],
])('%s counts for nothing, and is told', (_, item) => {
  const onUnreadable = vi.fn();
  expect(itemCounts({ ...MEMBER, ...item }, ZONE, onUnreadable).size).toBe(0);
  expect(onUnreadable).toHaveBeenCalledOnce();
});
