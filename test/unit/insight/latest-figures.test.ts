import { expect, test } from 'vitest';
import { type CountedPeriod, Figures } from '../../../lambdas/insight/figures.ts';
import { LATEST_DAYS, latestFigures } from '../../../lambdas/insight/latest-figures.ts';

const counted = (name: CountedPeriod['name'], period: string, figures: Record<string, number>): CountedPeriod => ({
  name,
  period,
  figures: new Map(Object.entries(figures)),
});
const latest = (figures: readonly CountedPeriod[], today: string) =>
  Object.fromEntries(latestFigures(new Figures(figures), today).map(({ id, value }) => [id, value]));

test('what adds up over days is of the thirty that are mature, and days before and after them are not in it', () => {
  // On 1 May the thirty days whose 30th day has passed are 2 to 31 March.
  const cohort = counted('cohort', '2026-03', {
    '01#size': 100,
    '02#size': 4,
    '02#first#30': 1,
    '31#size': 6,
    '31#first#2': 4,
  });
  const later = counted('cohort', '2026-04', { '01#size': 100 });
  expect(latest([cohort, later], '2026-05-01')['retention-30']).toBe(5 / 10);
});

test('what is counted of whole months is of the last one that is over', () => {
  const april = counted('buyers', '2026-04', { buyers: 10, repeat: 4 });
  const may = counted('buyers', '2026-05', { buyers: 10, repeat: 9 });
  expect(latest([april, may], '2026-05-31')['repurchase-rate']).toBe(0.4);
  expect(latest([april, may], '2026-06-01')['repurchase-rate']).toBe(0.9);
});

test('what is of now is of today, whatever the month before was', () => {
  const points = counted('points', 'all', { earners: 8, neverRedeemed: 6 });
  expect(latest([points], '2026-05-31')['never-redeemed']).toBe(0.75);
});

test('what has nothing to divide by is no figure, and points that are outstanding are one even at none', () => {
  expect(latest([], '2026-05-01')).toEqual({ 'points-outstanding': 0 });
});

test('the counters that are read reach back far enough for the figure that takes longest', () => {
  expect(LATEST_DAYS).toBe(121);
});
