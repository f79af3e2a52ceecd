import { expect, test } from 'vitest';
import { readCounterKey, Tally } from '../../../lambdas/insight/counts.ts';
import { effectCounts } from '../../../lambdas/insight/effect-counts.ts';
import { Figures } from '../../../lambdas/insight/figures.ts';
import { reportTierEffects } from '../../../lambdas/insight/tier-effect.ts';

const SILVER = [{ id: 'silver', name: { en: 'Silver', zh: '银卡' } }];
const effect = (group: string, day: string, orders: number, [before, after]: readonly [number, number]) => ({
  ...{ memberId: 'm', tier: 'silver', group, day },
  before: { orders: 1, spend: before, activeDays: 1 },
  after: { orders, spend: after, activeDays: orders },
});

/** The figures of effects as the counters of their items add up. */
function figuresOf(effects: readonly object[]): Figures {
  const tally = new Tally();
  for (const each of effects) tally.addAll(effectCounts(each as Readonly<Record<string, unknown>>));
  const counted = [...tally.counts()].map(([key, total]) => {
    const { period, dimension } = readCounterKey(key);
    return { name: 'effects' as const, period, figures: new Map([[dimension, total]]) };
  });
  return new Figures(counted);
}

const YEAR = { from: '2026-01-01', to: '2026-12-31' };

test('those just above a line are compared with those just below it', () => {
  const figures = figuresOf([
    effect('above', '2026-03-01', 1, [10_000, 20_000]),
    effect('above', '2026-04-01', 0, [20_000, 20_000]),
    effect('below', '2026-03-05', 0, [10_000, 4_000]),
    effect('beyond', '2026-03-05', 3, [10_000, 90_000]),
    effect('above', '2027-01-01', 1, [1, 1]),
  ]);
  const [report] = reportTierEffects(figures, SILVER, YEAR);
  expect(report?.groups).toEqual([
    {
      group: 'above',
      members: 2,
      repurchaseRate: 0.5,
      spendBefore: 15_000,
      spendAfter: 20_000,
      activeDaysBefore: 1,
      activeDaysAfter: 0.5,
    },
    {
      group: 'beyond',
      members: 1,
      repurchaseRate: 1,
      spendBefore: 10_000,
      spendAfter: 90_000,
      activeDaysBefore: 1,
      activeDaysAfter: 3,
    },
    {
      group: 'below',
      members: 1,
      repurchaseRate: 0,
      spendBefore: 10_000,
      spendAfter: 4_000,
      activeDaysBefore: 1,
      activeDaysAfter: 0,
    },
  ]);
  expect(report?.repurchaseDifference?.difference).toBe(0.5);
  expect(report?.spendGrowthDifference).toBe(11_000);
});

test('without members on both sides there is nothing to tell', () => {
  const [report] = reportTierEffects(figuresOf([effect('above', '2026-03-01', 1, [1, 1])]), SILVER, YEAR);
  expect([report?.repurchaseDifference, report?.spendGrowthDifference]).toEqual([null, null]);
  expect(report?.groups[2]).toMatchObject({ members: 0, repurchaseRate: null });
});
