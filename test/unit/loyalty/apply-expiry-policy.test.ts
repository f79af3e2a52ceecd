import { expect, test } from 'vitest';
import { createApplyExpiryPolicy } from '../../../lambdas/loyalty/apply-expiry-policy.ts';
import type { DatedLot } from '../../../lambdas/loyalty/expiry-change.ts';
import { type ExpiryPolicy, NEVER } from '../../../lambdas/loyalty/lot.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { paidOrder, RECORDED_AT, SETTINGS } from './orders.ts';
import { createShop } from './shop.ts';

/** Two years later. */
const NOW = new Date('2028-02-03T04:00:00.000Z');
const BEFORE = { kind: 'afterDays', days: 1_000 } as const;

/** A member with 100 active and 50 pending points, dated by the policy before. */
async function memberOf(expiry: ExpiryPolicy) {
  const memory = createMemoryLedger(() => RECORDED_AT, SETTINGS.timeZone, BEFORE);
  const shop = createShop(memory, { expiry: BEFORE });
  await shop.earnPoints(paidOrder({ paid: 10_000 }));
  await shop.releaseAll('m-1');
  await shop.earnPoints(paidOrder({ orderId: 'o-2', paid: 5_000 }));
  const apply = createApplyExpiryPolicy(memory.ledger, { ...SETTINGS, expiry }, () => NOW);
  const lots = async (): Promise<readonly DatedLot[]> => [
    ...(await memory.ledger.activeLots('m-1')).map((lot) => ({ kind: 'active' as const, lot })),
    ...(await memory.ledger.pendingLots('m-1', 9)).map((lot) => ({ kind: 'pending' as const, lot })),
  ];
  return {
    memory,
    lots,
    applyAll: async () => {
      const outcomes: string[] = [];
      for (const lot of await lots()) outcomes.push(await apply(lot));
      return outcomes;
    },
    days: async () => (await lots()).map(({ kind, lot }) => [kind, lot.points, lot.expiryDay, lot.policy]),
  };
}

test('points of before are dated by the new policy as if they were earned now, once', async () => {
  const { applyAll, days, memory } = await memberOf({ kind: 'afterDays', days: 30 });
  expect(await days()).toEqual([
    ['active', 100, '2028-10-31', 'afterDays 1000'],
    ['pending', 50, '2028-10-31', 'afterDays 1000'],
  ]);
  expect(await applyAll()).toEqual(['DATED', 'DATED']);
  expect(await days()).toEqual([
    ['active', 100, '2028-03-05', 'afterDays 30'],
    ['pending', 50, '2028-03-05', 'afterDays 30'],
  ]);
  expect(await applyAll()).toEqual(['LEFT', 'LEFT']);
  // The notice of thirty days lies a day ahead, and the account is looked at for it.
  expect(await memory.ledger.account('m-1')).toMatchObject({
    balance: { active: 100, pending: 50 },
    dueAt: '2028-02-03T16:00:00.000Z',
  });
});

test('points of a policy that ended never expire where the new one has no end', async () => {
  const { applyAll, days } = await memberOf({ kind: 'never' });
  await applyAll();
  expect(await days()).toEqual([
    ['active', 100, NEVER, 'never'],
    ['pending', 50, NEVER, 'never'],
  ]);
});

test('where inactivity ends points from now on, it begins to count now', async () => {
  const { applyAll, memory } = await memberOf({ kind: 'inactivity', months: 6 });
  await applyAll();
  expect(await memory.ledger.account('m-1')).toMatchObject({ inactiveDay: '2028-08-04' });
});

test('a lot that is dated so already is only marked', async () => {
  const { applyAll, days } = await memberOf({ kind: 'afterDays', days: 270 });
  await applyAll();
  expect(await days()).toEqual([
    ['active', 100, '2028-10-31', 'afterDays 270'],
    ['pending', 50, '2028-10-31', 'afterDays 270'],
  ]);
});
