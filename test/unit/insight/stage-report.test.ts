import { expect, test } from 'vitest';
import { listPeriods } from '../../../lambdas/insight/reporting-period.ts';
import { reportStages, stageRows } from '../../../lambdas/insight/stage-report.ts';
import { figuresOf } from './figures-of.ts';

const change = (day: string, from: string | null, to: string | null, reason: string) => ({
  ...{ entityType: 'StageChange', day, from, to, reason },
});
const figures = figuresOf([
  { entityType: 'Watch', stage: 'active' },
  { entityType: 'Watch', stage: 'active' },
  { entityType: 'Watch', stage: 'churned' },
  { entityType: 'Watch', stage: 'churned', forwardTo: 'another' },
  change('2026-03-02', null, 'dormant', 'IMPORTED'),
  change('2026-03-05', 'new', 'activated', 'ORDER'),
  change('2026-03-20', 'activated', 'active', 'ORDER'),
  change('2026-04-01', 'dormant', 'churned', 'SILENT'),
  change('2026-04-02', 'churned', null, 'MERGED'),
]);
const report = reportStages(figures, listPeriods('month', '2026-03-01', '2026-04-30'), '2026-04-20');
const movesOf = (index: number) =>
  Object.fromEntries(
    (report.periods[index]?.moves ?? []).map(({ stage, entered, left, found }) => [stage, [entered, left, found]]),
  );

test('members are told by the stage that they are in now, every stage named', () => {
  expect(report.now.map(({ stage, members }) => [stage, members])).toEqual([
    ['new', 0],
    ['activated', 0],
    ['active', 2],
    ['at-risk', 0],
    ['dormant', 0],
    ['churned', 1],
    ['won-back', 0],
  ]);
});

test('each period tells who entered and who left, and who of the past was found', () => {
  expect(report.periods.map(({ period, isComplete }) => [period, isComplete])).toEqual([
    ['2026-03', true],
    ['2026-04', false],
  ]);
  expect(movesOf(0)).toMatchObject({ new: [0, 1, 0], activated: [1, 1, 0], active: [1, 0, 0], dormant: [0, 0, 1] });
  expect(movesOf(1)).toMatchObject({ dormant: [0, 1, 0], churned: [1, 1, 0] });
});

test('a table has a row for each stage now, then for each period and stage', () => {
  const rows = stageRows(report);
  expect(rows).toHaveLength(7 + 2 * 7);
  expect(rows[5]).toEqual(['now', null, null, null, 'churned', 1, null, null, null]);
  expect(rows[7 + 7 + 5]).toEqual(['2026-04', '2026-04-01', '2026-04-30', false, 'churned', null, 1, 1, 0]);
});
