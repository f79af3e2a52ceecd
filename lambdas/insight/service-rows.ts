import type { CsvCell } from '../kernel/csv.ts';
import { RUN_GROUPS } from './lifecycle-counts.ts';
import type { RecoveryFigures, ServiceReport } from './service-report.ts';

const SERVICE = [
  ...['opened', 'answered', 'meanResponseMinutes', 'medianResponseMinutes'],
  ...['resolved', 'resolutionRate', 'resolutionLow', 'resolutionHigh', 'rated', 'rating'],
];
const RECOVERY = [
  ...['started', 'badRating', 'lateAnswer', 'satisfied', 'expired'],
  ...['pointsGiven', 'unfunded', 'measured', 'returned', 'returnRate'],
] as readonly (keyof RecoveryFigures)[];

export const SERVICE_COLUMNS = [
  ...['period', 'from', 'to', 'complete', ...SERVICE],
  ...RUN_GROUPS.flatMap((group) => RECOVERY.map((figure) => `${group}.${figure}`)),
  ...['difference', 'low', 'high'],
];

/** A row for each period: service, and what was made good, both groups side by side. */
export const serviceRows = ({ periods }: Pick<ServiceReport, 'periods'>): CsvCell[][] =>
  periods.map(({ period, from, to, isComplete, service, recovery: { difference, ...groups } }) => {
    const { resolutionInterval: interval } = service;
    return [
      ...[period, from, to, isComplete],
      ...[service.opened, service.answered, service.meanResponseMinutes, service.medianResponseMinutes],
      ...[service.resolved, service.resolutionRate, interval?.low, interval?.high, service.rated, service.rating],
      ...RUN_GROUPS.flatMap((group) => RECOVERY.map((figure) => groups[group][figure])),
      ...[difference?.difference, difference?.low, difference?.high],
    ];
  });
