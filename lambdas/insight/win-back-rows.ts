import type { CsvCell } from '../kernel/csv.ts';
import { RUN_GROUPS } from './lifecycle-counts.ts';
import type { RunGroupResult, WinBackReport } from './win-back-report.ts';

const GROUP_FIGURES = [
  ...['entered', 'measured', 'returned', 'returnRate', 'revenueMinor', 'revenuePerMemberMinor', 'pointsGiven'],
] as readonly Exclude<keyof RunGroupResult, 'rungs'>[];

export const WIN_BACK_COLUMNS = [
  ...['cohort', 'from', 'to', 'complete'],
  ...RUN_GROUPS.flatMap((group) => GROUP_FIGURES.map((figure) => `${group}.${figure}`)),
  ...['difference', 'low', 'high', 'incrementalReturns', 'incrementalLow', 'incrementalHigh'],
  ...['costPoints', 'costMinor', 'pointsPerIncrementalReturn', 'minorPerIncrementalReturn'],
];

/** A row for each cohort, both groups side by side. */
export const winBackRows = ({ cohorts }: Pick<WinBackReport, 'cohorts'>): CsvCell[][] =>
  cohorts.map(({ cohort, from, to, isComplete, difference, incrementalReturns: gained, cost, ...groups }) => [
    ...[cohort, from, to, isComplete],
    ...RUN_GROUPS.flatMap((group) => GROUP_FIGURES.map((figure) => groups[group][figure])),
    ...[difference?.difference, difference?.low, difference?.high, gained?.value, gained?.low, gained?.high],
    ...[cost.points, cost.minor, cost.perIncrementalReturn?.points, cost.perIncrementalReturn?.minor],
  ]);
