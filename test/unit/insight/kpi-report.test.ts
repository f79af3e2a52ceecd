import { expect, test } from 'vitest';
import { Figures } from '../../../lambdas/insight/figures.ts';
import { kpiRows, reportKpis } from '../../../lambdas/insight/kpi-report.ts';
import { listPeriods } from '../../../lambdas/insight/reporting-period.ts';

const figures = new Figures([
  { name: 'points', period: 'all', figures: new Map(Object.entries({ earners: 8, neverRedeemed: 6 })) },
]);
const report = (today: string) => {
  const periods = listPeriods('month', '2026-03-01', '2026-05-31');
  return reportKpis(figures, 'month', periods, today, {}).filter(({ id }) => id === 'never-redeemed');
};

test('a figure of now is told of the period that now is in: what is past has none, and what is to come neither', () => {
  const [kpi] = report('2026-04-30');
  expect(kpi).toMatchObject({ isOfNow: true, mean: null });
  expect(kpi?.periods.map(({ period, value, isComplete }) => [period, value, isComplete])).toEqual([
    ['2026-03', null, true],
    ['2026-04', 0.75, false],
    ['2026-05', null, false],
  ]);
  expect(report('2026-06-01')[0]?.periods.map(({ value }) => value)).toEqual([null, null, null]);
});

test('where it is not told the cell of its value is empty, not none', () => {
  expect(kpiRows(report('2026-04-30')).map(([, period, , , value]) => [period, value])).toEqual([
    ['2026-03', null],
    ['2026-04', 0.75],
    ['2026-05', null],
  ]);
});
