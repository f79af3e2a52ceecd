import { expect, test } from 'vitest';
import type { KeptReward } from '../../../lambdas/loyalty/reward.ts';
import { createShowPoints, type PointsSettings } from '../../../lambdas/loyalty/show-points.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { paidOrder, RECORDED_AT, SETTINGS } from './orders.ts';
import { createShop } from './shop.ts';

const REDEMPTION = { minorUnitsPerPoint: 2, pointsMin: 100, orderShareMax: 50, holdMinutes: 30 };
const REWARDS: readonly KeptReward[] = [
  { rewardId: 'tea', name: { en: 'Tea', zh: '茶' }, points: 60, issued: 0 },
  { rewardId: 'mug', name: { en: 'Mug', zh: '马克杯' }, points: 100, issued: 0 },
  { rewardId: 'pot', name: { en: 'Pot', zh: '茶壶' }, points: 101, issued: 0 },
  { rewardId: 'last', name: { en: 'Last', zh: '最后' }, points: 1, stock: 1, issued: 1 },
];

/** A member with 100 active points of a year and 50 that wait, looked at some time later. */
async function show(changes: Partial<PointsSettings> = {}, now = RECORDED_AT) {
  const memory = createMemoryLedger(() => RECORDED_AT, SETTINGS.timeZone, changes.expiry ?? SETTINGS.expiry);
  const shop = createShop(memory, changes);
  await shop.earnPoints(paidOrder({ paid: 10_000 }));
  await shop.releaseAll('m-1');
  await shop.earnPoints(paidOrder({ orderId: 'o-2', paid: 5_000 }));
  const ports = { ledger: memory.ledger, rewards: { rewards: async () => REWARDS }, clock: () => now };
  const shown = await createShowPoints(ports, { ...SETTINGS, ...changes })('m-1');
  return shown.ok ? shown.value : shown.refusal;
}

test('points are shown with what they are worth, when they come and go, and what they buy', async () => {
  expect(await show({ redemption: REDEMPTION })).toMatchObject({
    active: 100,
    pending: 50,
    usable: 100,
    worth: '2.00',
    releases: [{ orderId: 'o-2', points: 50, releaseAt: '2026-02-17T04:00:00.000Z' }],
    expiries: [{ points: 100, expiryDay: '2027-02-04' }],
    rewards: [
      { rewardId: 'mug', points: 100 },
      { rewardId: 'tea', points: 60 },
    ],
  });
});

test('what expired this morning is not to be spent, though nobody has booked it yet', async () => {
  const shown = await show({}, new Date('2027-02-03T16:00:00.000Z'));
  expect(shown).toMatchObject({ active: 100, usable: 0, expiries: [], rewards: [] });
  expect(shown).not.toHaveProperty('worth');
});

test('where inactivity ends points, the day that it leads to is shown', async () => {
  expect(await show({ expiry: { kind: 'inactivity', months: 12 } })).toMatchObject({
    expiries: [{ points: 100, expiryDay: '2027-02-04' }],
  });
});

test('a member whom nobody knows has no points to show', async () => {
  const { ledger } = createMemoryLedger();
  const ports = { ledger, rewards: { rewards: async () => [] }, clock: () => RECORDED_AT };
  expect(await createShowPoints(ports, SETTINGS)('m-9')).toEqual({
    ok: false,
    refusal: { code: 'MEMBER_UNKNOWN', given: 'm-9' },
  });
});
