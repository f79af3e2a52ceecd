import { expect, test } from 'vitest';
import { listPeriods } from '../../../lambdas/insight/reporting-period.ts';
import { reportWinBack } from '../../../lambdas/insight/win-back-report.ts';
import { WIN_BACK_COLUMNS, winBackRows } from '../../../lambdas/insight/win-back-rows.ts';
import { shareDifference } from '../../../lambdas/kernel/statistics.ts';
import { figuresOf } from './figures-of.ts';

const CNY = { currency: 'CNY', redemption: { minorUnitsPerPoint: 2 } };
const run = (group: string, enteredDay: string, said: object = {}) => ({
  ...{ entityType: 'Run', memberId: 'm', journey: 'win-back', entry: 'e', group, enteredDay, rung: 0, pointsGiven: 0 },
  ...said,
});
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
const RETURNED = { outcome: 'RETURNED', returnedDay: '2026-03-20' };
const NOT_RETURNED = { outcome: 'NOT_RETURNED' };
const gift = { rung: 2, pointsGiven: 50 };

/*
 * March: of ten who were treated four returned, each with 100.00, and all were given 50 points; of ten who were watched one
 * returned. April: two returned already, and of the others nobody knows yet.
 */
const ITEMS = [
  ...times(4, run('treated', '2026-03-10', { ...gift, ...RETURNED, revenueMinor: 10_000 })),
  ...times(6, run('treated', '2026-03-11', { ...gift, ...NOT_RETURNED })),
  run('control', '2026-03-10', { ...RETURNED, revenueMinor: 8_000 }),
  ...times(9, run('control', '2026-03-12', NOT_RETURNED)),
  ...times(2, run('treated', '2026-04-10', { rung: 1, pointsGiven: 20, ...RETURNED, revenueMinor: 90_000 })),
  ...times(8, run('treated', '2026-04-11', { rung: 1, pointsGiven: 20 })),
];
const periods = listPeriods('month', '2026-03-01', '2026-04-30');
const report = (items = ITEMS, settings: Parameters<typeof reportWinBack>[0] = CNY) =>
  reportWinBack(settings)(figuresOf(items), periods, '2026-05-02');

test('a cohort tells both groups, the difference with its interval, and what it took to gain a return', () => {
  const [march] = report().cohorts;
  expect(march).toMatchObject({
    isComplete: true,
    treated: {
      ...{ entered: 10, measured: 10, returned: 4, returnRate: 0.4 },
      ...{ revenueMinor: 40_000, revenuePerMemberMinor: 4_000, pointsGiven: 500 },
      rungs: [
        { rung: 1, members: 10 },
        { rung: 2, members: 10 },
      ],
    },
    control: { entered: 10, measured: 10, returned: 1, returnRate: 0.1, revenuePerMemberMinor: 800, rungs: [] },
  });
  const expected = shareDifference({ count: 4, size: 10 }, { count: 1, size: 10 });
  expect(march?.difference).toEqual(expected);
  expect(march?.incrementalReturns?.value).toBeCloseTo(3);
  expect(march?.incrementalReturns?.low).toBeCloseTo((expected?.low ?? 0) * 10);
  expect(march?.cost).toMatchObject({ points: 500, minor: 1_000 });
  expect(march?.cost.perIncrementalReturn?.points).toBeCloseTo(500 / 3);
  expect(march?.cost.perIncrementalReturn?.minor).toBeCloseTo(1_000 / 3);
});

test('returns of those whose window is not over tell of nothing yet: they are in no rate, and not in the total', () => {
  const { measuredUntil, cohorts, total } = report();
  expect(measuredUntil).toBe('2026-03-12');
  expect(cohorts[1]).toMatchObject({
    isComplete: false,
    treated: { entered: 10, measured: 0, returned: 0, returnRate: null, revenueMinor: 0, pointsGiven: 0, rungs: [] },
    difference: null,
    incrementalReturns: null,
  });
  expect(total.treated).toMatchObject({ entered: 20, measured: 10, returned: 4 });
});

test('a day with somebody who did not return is over, and so are the days before it', () => {
  const { cohorts } = report([...ITEMS, run('control', '2026-04-10', NOT_RETURNED)]);
  expect(cohorts[1]?.treated).toMatchObject({ entered: 10, measured: 2, returned: 2 });
  expect(cohorts[1]?.control).toMatchObject({ entered: 1, measured: 1, returnRate: 0 });
});

test('without a gain there is no price of one, and without redemption none in money', () => {
  const none = report([
    run('treated', '2026-03-10', { ...gift, ...NOT_RETURNED }),
    run('control', '2026-03-10', RETURNED),
  ]);
  expect(none.total.incrementalReturns?.value).toBe(-1);
  expect(none.total.cost).toEqual({ points: 50, minor: 100, perIncrementalReturn: null });
  expect(report(ITEMS, { currency: 'CNY' }).total.cost).toEqual({
    points: 500,
    perIncrementalReturn: { points: expect.closeTo(500 / 3) },
  });
});

test('nobody on the journey is a report too', () => {
  const { measuredUntil, total } = report([]);
  expect(measuredUntil).toBe(null);
  expect(total).toMatchObject({ treated: { entered: 0, returnRate: null }, difference: null });
});

test('a table has both groups of a cohort in a row', () => {
  const [march] = winBackRows(report());
  const row = Object.fromEntries(WIN_BACK_COLUMNS.map((column, index) => [column, march?.[index]]));
  expect(row).toMatchObject({
    ...{ cohort: '2026-03', complete: true, 'treated.returned': 4, 'control.returnRate': 0.1 },
    ...{ difference: expect.closeTo(0.3), incrementalReturns: expect.closeTo(3), costMinor: 1_000 },
  });
  expect(march).toHaveLength(WIN_BACK_COLUMNS.length);
});
