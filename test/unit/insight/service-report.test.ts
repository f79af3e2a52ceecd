import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readKpi } from '../../../lambdas/insight/kpi-values.ts';
import { listPeriods } from '../../../lambdas/insight/reporting-period.ts';
import { medianMinutes, responseBin } from '../../../lambdas/insight/response-time.ts';
import { reportService } from '../../../lambdas/insight/service-report.ts';
import { SERVICE_COLUMNS, serviceRows } from '../../../lambdas/insight/service-rows.ts';
import { shareDifference, wilsonInterval } from '../../../lambdas/kernel/statistics.ts';
import { figuresOf } from './figures-of.ts';

const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
const ticket = (said: object = {}) => ({
  ...{ entityType: 'Ticket', memberId: 'm', ticketId: 't' },
  ...{ opened: { at: '2026-03-02T04:00:00.000Z', messageId: 'o' }, ...said },
});
const answered = { answeredAt: '2026-03-02T06:00:00.000Z' };
const recovery = (group: string, said: object = {}) => ({
  ...{ entityType: 'Recovery', group, cause: 'BAD_RATING', startedDay: '2026-03-05' },
  ...{ pointsGiven: group === 'treated' ? 100 : 0, isUnfunded: false, ...said },
});
const ended = (hasReturned: boolean) => ({ outcome: hasReturned ? 'SATISFIED' : 'EXPIRED', hasReturned });

/* Of ten tickets eight were answered after two hours and resolved; four of them were rated. */
const ITEMS = [
  ...times(4, ticket({ ...answered, resolvedAt: '2026-03-03T06:00:00.000Z', rated: { rating: 9 } })),
  ...times(4, ticket({ ...answered, resolvedAt: '2026-03-03T06:00:00.000Z' })),
  ...times(2, ticket()),
  ...times(6, recovery('treated', ended(true))),
  ...times(4, recovery('treated', ended(false))),
  ...times(2, recovery('control', ended(true))),
  ...times(8, recovery('control', ended(false))),
  recovery('treated', { isUnfunded: true, pointsGiven: 0 }),
];
const figures = figuresOf(ITEMS);
const periods = listPeriods('month', '2026-03-01', '2026-04-30');
const report = (today = '2026-05-02') =>
  reportService({ targets: { 'resolution-rate': { target: 0.98 } } })(figures, periods, today);

test('a period tells how members were helped, with the interval of the rate, and what making good did', () => {
  const [march, april] = report().periods;
  expect(march).toMatchObject({
    isComplete: true,
    service: {
      ...{ opened: 10, answered: 8, meanResponseMinutes: 120, resolved: 8, resolutionRate: 0.8, rated: 4, rating: 9 },
      resolutionInterval: wilsonInterval({ count: 8, size: 10 }),
    },
    recovery: {
      treated: { started: 11, badRating: 11, satisfied: 6, expired: 4, pointsGiven: 1_000, unfunded: 1 },
      control: { started: 10, measured: 10, returned: 2, returnRate: 0.2, pointsGiven: 0 },
      difference: shareDifference({ count: 6, size: 10 }, { count: 2, size: 10 }),
    },
  });
  // Somewhere in the bin of two hours to three.
  expect(march?.service.medianResponseMinutes).toBe(150);
  expect(march?.recovery.treated).toMatchObject({ measured: 10, returned: 6, returnRate: 0.6 });
  expect(april).toMatchObject({
    service: { opened: 0, resolutionRate: null, rating: null },
    recovery: { difference: null },
  });
  expect(report().resolutionTarget).toBe(0.98);
  expect(report().total.service.opened).toBe(10);
});

test('a period is complete when the tickets of its last day had a week', () => {
  expect(report('2026-04-07').periods[0]?.isComplete).toBe(false);
  expect(report('2026-04-08').periods[0]?.isComplete).toBe(true);
});

test('the KPIs are read from the same counters', () => {
  const [march] = periods;
  if (march === undefined) throw new Error('there is no March');
  expect(readKpi('resolution-rate', figures, march)).toEqual({ numerator: 8, denominator: 10 });
  expect(readKpi('first-response-hours', figures, march)).toEqual({ numerator: 16, denominator: 8 });
  expect(readKpi('service-rating', figures, march)).toEqual({ numerator: 36, denominator: 4 });
});

test('a table has a row for each period', () => {
  const [march] = serviceRows(report());
  const row = Object.fromEntries(SERVICE_COLUMNS.map((column, index) => [column, march?.[index]]));
  expect(row).toMatchObject({
    period: '2026-03',
    opened: 10,
    rating: 9,
    'treated.returned': 6,
    'control.measured': 10,
  });
  expect(march).toHaveLength(SERVICE_COLUMNS.length);
});

test('the median lies in the bin of the middle response, and there is none of nothing', () => {
  expect(medianMinutes(() => 0)).toBe(null);
  expect(medianMinutes((bin) => (bin === responseBin(999_999) ? 3 : 0))).toBe(10_080);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 12_000 }), { minLength: 1, maxLength: 40 }), (all) => {
      const bins = all.map(responseBin);
      const told = medianMinutes((bin) => bins.filter((each) => each === bin).length) ?? Number.NaN;
      const sorted = [...all].sort((a, b) => a - b);
      const [low, high] = [sorted[Math.ceil(all.length / 2) - 1] ?? 0, sorted[Math.floor(all.length / 2)] ?? 0];
      expect(told).toBeGreaterThanOrEqual(responseBin(low));
      expect(responseBin(Math.max(0, Math.ceil(told) - 1))).toBeLessThanOrEqual(responseBin(high));
    }),
  );
});
