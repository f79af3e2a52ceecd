import { expect, test } from 'vitest';
import { EMPTY_ACCOUNT } from '../../../lambdas/loyalty/balance.ts';
import { beginTerm } from '../../../lambdas/loyalty/tier.ts';
import { viewTier } from '../../../lambdas/loyalty/tier-view.ts';
import { level, spent, TIERS } from './tiers.ts';

const NOW = new Date('2026-06-01T04:00:00.000Z');
const levels = [
  level('regular', {}),
  level('silver', { amount: 100_000 }, { freeShippingFrom: 9_900, birthdayPoints: 50 }),
  level('gold', { amount: 500_000, orders: 2 }, { freeShippingFrom: 0, birthdayPoints: 50, pointsMultiplier: 2 }),
];
const settings = { currency: 'CNY', timeZone: 'Asia/Shanghai', tiers: { ...TIERS, levels }, privileges: [] };
const gold = beginTerm('gold', '2026-03-01', '2026-03-01', settings.tiers);

test('who holds no tier for a term is told what counts, and what is missing to the next', () => {
  const view = viewTier({ ...EMPTY_ACCOUNT, qualifying: spent({ '2026-05-01': 600.5 }) }, settings, NOW);
  expect(view).toMatchObject({
    tier: { id: 'regular' },
    counted: { spend: '600.50', points: 600.5, orders: 1, activeDays: 1 },
    nextTier: { id: 'silver', missing: { spend: '399.50' } },
  });
  expect(view).not.toHaveProperty('projectedTier');
});

test('who would go down is told to what, what would keep the tier, and which benefits go', () => {
  const account = { ...EMPTY_ACCOUNT, standing: gold, qualifying: spent({ '2026-05-01': 1_000 }) };
  expect(viewTier(account, settings, NOW)).toMatchObject({
    tier: { id: 'gold' },
    since: '2026-03-01',
    lastDay: '2027-03-01',
    projectedTier: { id: 'silver' },
    missingToKeep: { spend: '4000.00', orders: 1 },
    wouldLose: { freeShippingFrom: 0, pointsMultiplier: 2 },
  });
  expect(viewTier(account, settings, NOW)).not.toHaveProperty('nextTier');
  expect(viewTier(account, settings, NOW).wouldLose).not.toHaveProperty('birthdayPoints');
});

test('who keeps the tier by what was bought since loses nothing', () => {
  const account = { ...EMPTY_ACCOUNT, standing: gold, qualifying: spent({ '2026-05-01': 3_000, '2026-05-02': 2_000 }) };
  expect(viewTier(account, settings, NOW)).toMatchObject({
    projectedTier: { id: 'gold' },
    missingToKeep: {},
    wouldLose: {},
  });
});

test('who would be left without a tier is told so, with all that goes', () => {
  const without = { ...settings, tiers: { ...settings.tiers, levels: levels.slice(1, 2) } };
  const silver = beginTerm('silver', '2026-03-01', '2026-03-01', settings.tiers);
  expect(viewTier({ ...EMPTY_ACCOUNT, standing: silver }, without, NOW)).toMatchObject({
    projectedTier: null,
    missingToKeep: { spend: '1000.00' },
    wouldLose: { freeShippingFrom: 9_900, birthdayPoints: 50 },
  });
});

test('by points what is missing is points', () => {
  const byPoints = {
    ...settings,
    tiers: { ...settings.tiers, by: 'points' as const, levels: [level('silver', { amount: 1_000 })] },
  };
  expect(viewTier(EMPTY_ACCOUNT, byPoints, NOW).nextTier?.missing).toEqual({ points: 1_000 });
});

test('without tiers there is none, and nothing to reach', () => {
  const { tiers: _, ...without } = settings;
  expect(viewTier(EMPTY_ACCOUNT, without, NOW)).toEqual({
    tier: null,
    benefits: {},
    privileges: [],
    counted: { spend: '0.00', points: 0, orders: 0, activeDays: 0 },
  });
});
