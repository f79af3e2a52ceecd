import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listPeriods } from '../../../lambdas/insight/reporting-period.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { GRAINS } from '../../../programmes/kpi.ts';

const day = fc.integer({ min: 0, max: 3_000 }).map((n) => addDays('2020-01-01', n));

test('whatever the range, its periods follow one another without gap, have names of their own, and hold all of it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...GRAINS), day, fc.nat(400), (grain, from, length) => {
      const to = addDays(from, length);
      const periods = listPeriods(grain, from, to);
      expect((periods[0]?.from ?? '9') <= from && (periods.at(-1)?.to ?? '') >= to).toBe(true);
      expect(periods.slice(1).map((period) => period.from)).toEqual(
        periods.slice(0, -1).map((period) => addDays(period.to, 1)),
      );
      expect(new Set(periods.map(({ period }) => period)).size).toBe(periods.length);
    }),
  );
});

test('periods have the names of the calendar; a week belongs to the year of its Thursday', () => {
  const first = (grain: (typeof GRAINS)[number], on: string) => listPeriods(grain, on, on)[0];
  expect(first('week', '2027-01-01')).toEqual({ period: '2026-W53', from: '2026-12-28', to: '2027-01-03' });
  expect(first('week', '2024-12-30')?.period).toBe('2025-W01');
  expect(first('month', '2028-02-10')).toEqual({ period: '2028-02', from: '2028-02-01', to: '2028-02-29' });
  expect(first('quarter', '2026-11-23')).toEqual({ period: '2026-Q4', from: '2026-10-01', to: '2026-12-31' });
  expect(first('year', '2026-11-23')).toEqual({ period: '2026', from: '2026-01-01', to: '2026-12-31' });
  expect(first('day', '2026-11-23')).toEqual({ period: '2026-11-23', from: '2026-11-23', to: '2026-11-23' });
});
