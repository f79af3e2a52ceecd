import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import type { Qualifying } from '../../../lambdas/loyalty/qualifying.ts';
import { raiseStanding } from '../../../lambdas/loyalty/standing.ts';
import { reachingSums } from '../../../lambdas/loyalty/tier.ts';
import { measureTrials, nextTrialEnd, openTrials, type TierTrial } from '../../../lambdas/loyalty/tier-trial.ts';
import { level, spent, TIERS } from './tiers.ts';

const DAY = '2026-03-01';
const openedBy = (
  days: Qualifying,
  known?: readonly TierTrial[],
  tiers = TIERS,
  before?: ReturnType<typeof raiseStanding>['standing'],
) => {
  const after = raiseStanding(before, days, tiers, DAY).standing;
  return openTrials(known, { before, after, sums: reachingSums(days, DAY, tiers), day: DAY }, tiers);
};

test.each([
  { of: 'a fifth below the line', yuan: 800, trials: [{ tier: 'silver', group: 'below', day: DAY }] },
  { of: 'more than a fifth below it', yuan: 799.99, trials: undefined },
  { of: 'the line', yuan: 1_000, trials: [{ tier: 'silver', group: 'above', day: DAY }] },
  { of: 'a fifth above it', yuan: 1_200, trials: [{ tier: 'silver', group: 'above', day: DAY }] },
  { of: 'more than a fifth above it', yuan: 1_200.01, trials: [{ tier: 'silver', group: 'beyond', day: DAY }] },
])('who spent $of is compared as $trials', ({ yuan, trials }) => {
  expect(openedBy(spent({ [DAY]: yuan }))).toEqual(trials);
});

test('who lacks something else than money is not near a line', () => {
  expect(openedBy(spent({ [DAY]: 4_900 }))).toEqual([{ tier: 'silver', group: 'beyond', day: DAY }]);
  const held = raiseStanding(undefined, spent({ '2026-02-01': 2_000 }), TIERS, '2026-02-01').standing;
  expect(openedBy(spent({ [DAY]: 4_900 }), undefined, TIERS, held)).toBeUndefined();
});

test('a tier that is reached by something else than an amount has nobody just above its line', () => {
  const tiers = { ...TIERS, levels: [level('active', { activeDays: 1 })] };
  expect(openedBy(spent({ [DAY]: 5 }), undefined, tiers)).toEqual([{ tier: 'active', group: 'beyond', day: DAY }]);
});

test('who came near a line and then crosses it stays among those below', () => {
  const near: TierTrial[] = [{ tier: 'silver', group: 'below', day: '2026-02-20' }];
  expect(openedBy(spent({ '2026-02-20': 850, [DAY]: 200 }), near)).toBe(near);
  const longAgo: TierTrial[] = [{ tier: 'silver', group: 'below', day: '2025-02-20' }];
  expect(openedBy(spent({ [DAY]: 1_050 }), longAgo)).toEqual([{ tier: 'silver', group: 'above', day: DAY }]);
});

test('thirty days before and after are compared, without the day itself', () => {
  const days = spent({
    '2026-01-29': 1,
    '2026-01-30': 2,
    '2026-02-28': 4,
    [DAY]: 1_000,
    '2026-03-02': 8,
    '2026-03-31': 16,
    '2026-04-01': 32,
  });
  const open: TierTrial[] = [{ tier: 'silver', group: 'above', day: DAY }];
  expect(nextTrialEnd(open)).toBe('2026-04-01');
  expect(measureTrials('m-1', open, days, '2026-03-31')).toEqual({ effects: [], trials: open });
  const { effects, trials } = measureTrials('m-1', open, days, '2026-04-01');
  expect(effects).toEqual([
    {
      ...{ memberId: 'm-1', tier: 'silver', group: 'above', day: DAY },
      before: { orders: 2, spend: 600, activeDays: 2 },
      after: { orders: 2, spend: 2_400, activeDays: 2 },
    },
  ]);
  expect(nextTrialEnd(trials)).toBeUndefined();
  expect(measureTrials('m-1', trials, days, '2026-05-01').effects).toEqual([]);
});

test('whatever is bought, a member is in one group of a line a year, and each is measured once', () => {
  const orders = fc.array(fc.record({ after: fc.nat({ max: 700 }), yuan: fc.integer({ min: 1, max: 3_000 }) }), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(orders, (some) => {
      let trials: readonly TierTrial[] | undefined;
      let standing: ReturnType<typeof raiseStanding>['standing'];
      let days: Qualifying = {};
      const measured: string[] = [];
      for (const { after, yuan } of [...some].sort((a, b) => a.after - b.after)) {
        const day = addDays('2026-01-01', after);
        const over = measureTrials('m-1', trials ?? [], days, day);
        measured.push(...over.effects.map((effect) => `${effect.tier} ${effect.day}`));
        const known = days[day] ?? { spend: 0, points: 0, orders: 0 };
        days = { ...days, [day]: { spend: known.spend + yuan * 100, points: 0, orders: known.orders + 1 } };
        const next = raiseStanding(standing, days, TIERS, day).standing;
        trials = openTrials(
          over.trials,
          { before: standing, after: next, sums: reachingSums(days, day, TIERS), day },
          TIERS,
        );
        standing = next;
        const tiers = (trials ?? []).map(({ tier }) => tier);
        expect(new Set(tiers).size).toBe(tiers.length);
      }
      expect(new Set(measured).size).toBe(measured.length);
    }),
  );
});
