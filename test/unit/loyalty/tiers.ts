import type { Qualifying } from '../../../lambdas/loyalty/qualifying.ts';
import type { TierCondition, TierLevel, TierSettings } from '../../../lambdas/loyalty/tier.ts';

export const level = (id: string, condition: TierCondition, benefits: TierLevel['benefits'] = {}): TierLevel => ({
  id,
  name: { en: id, zh: id },
  condition,
  benefits,
});

/** Silver from 1,000, gold from 5,000 with two orders, diamond from 20,000; amounts in fen. */
export const TIERS: TierSettings = {
  by: 'spend',
  period: 'rolling',
  graceDays: 30,
  noticeDays: 30,
  downgrade: 'oneStep',
  revokeOnReturn: false,
  levels: [
    level('regular', {}),
    level('silver', { amount: 100_000 }),
    level('gold', { amount: 500_000, orders: 2 }, { pointsMultiplier: 2 }),
    level('diamond', { amount: 2_000_000 }),
  ],
};

/** Orders of so many yuan, by day. */
export const spent = (byDay: Readonly<Record<string, number>>): Qualifying =>
  Object.fromEntries(Object.entries(byDay).map(([day, yuan]) => [day, { spend: yuan * 100, points: yuan, orders: 1 }]));
