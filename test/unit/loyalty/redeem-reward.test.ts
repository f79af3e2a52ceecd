import { expect, test } from 'vitest';
import { createRedeemReward } from '../../../lambdas/loyalty/redeem-reward.ts';
import type { KeptReward } from '../../../lambdas/loyalty/reward.ts';
import { stateOf } from '../../../lambdas/loyalty/reward.ts';
import { createCancelRedemption } from '../../../lambdas/loyalty/settle-redemption.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { paidOrder, RECORDED_AT, SETTINGS } from './orders.ts';
import { createShop } from './shop.ts';

const MUG: KeptReward = { rewardId: 'mug', name: { en: 'Mug', zh: '马克杯' }, points: 100, issued: 0 };

/** Members with 350 points each, and a reward. */
async function shopWithReward(changes: Partial<KeptReward> = {}, members = ['m-1']) {
  const clock = () => RECORDED_AT;
  const memory = createMemoryLedger(clock);
  const shop = createShop(memory);
  for (const memberId of members) {
    await shop.earnPoints(paidOrder({ memberId, orderId: `o-${memberId}`, paid: 35_000 }));
    await shop.releaseAll(memberId);
  }
  memory.offered.set('mug', { ...MUG, ...changes });
  const { ledger, offered } = memory;
  const rewards = { reward: async (rewardId: string) => offered.get(rewardId) };
  const redeem = createRedeemReward({ ledger, rewards, clock }, SETTINGS);
  return {
    ...shop,
    memory,
    buy: (requestKey: string, memberId = 'm-1', rewardId = 'mug') =>
      redeem({ memberId, rewardId, requestKey, requestHash: rewardId }),
    cancel: createCancelRedemption({ ledger, clock, timeZone: SETTINGS.timeZone }),
    issued: () => offered.get('mug')?.issued,
  };
}

test('a reward costs its points, and the same request again buys no second one', async () => {
  const { buy, held, issued } = await shopWithReward();
  const bought = await buy('key-1');
  expect(bought).toMatchObject({ ok: true, value: { rewardId: 'mug', points: 100 } });
  expect(await buy('key-1')).toEqual(bought);
  expect(await buy('key-1', 'm-1', 'tea')).toMatchObject({ refusal: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  expect(await held('m-1')).toEqual({ active: 250, spent: 100 });
  expect(issued()).toBe(1);
});

test.each([
  { reward: { points: 351 }, code: 'INSUFFICIENT_POINTS' },
  { reward: { stock: 3, issued: 3 }, code: 'SOLD_OUT' },
  { reward: { from: '2026-02-03T04:05:06.008Z' }, code: 'REWARD_NOT_OFFERED' },
  { reward: { to: RECORDED_AT.toISOString() }, code: 'REWARD_NOT_OFFERED' },
])('$reward is refused as $code, and costs nothing', async ({ reward, code }) => {
  const { buy, held } = await shopWithReward(reward);
  expect(await buy('key-1')).toMatchObject({ ok: false, refusal: { code } });
  expect(await held('m-1')).toEqual({ active: 350 });
});

test('a reward is offered from one instant on, and until before another', () => {
  const offered = { ...MUG, from: '2026-02-01T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' };
  const at = (instant: string) => stateOf(offered, new Date(instant));
  expect(at('2026-01-31T23:59:59.999Z')).toBe('REWARD_NOT_OFFERED');
  expect(at('2026-02-01T00:00:00.000Z')).toBe('OFFERED');
  expect(at('2026-03-01T00:00:00.000Z')).toBe('REWARD_NOT_OFFERED');
});

test('a member has no more than one may, and one that is cancelled does not count', async () => {
  const { buy, cancel, held, issued } = await shopWithReward({ perMember: 2 });
  const first = await buy('key-1');
  await buy('key-2');
  expect(await buy('key-3')).toMatchObject({ refusal: { code: 'REWARD_LIMIT', expected: 'at most 2 a member' } });
  const redemptionId = first.ok ? first.value.redemptionId : '';
  expect(await cancel('m-1', redemptionId)).toMatchObject({ ok: true, value: { status: 'CANCELLED' } });
  expect(await cancel('m-1', redemptionId)).toMatchObject({ ok: true, value: { status: 'CANCELLED' } });
  expect(await held('m-1')).toEqual({ active: 250, spent: 100 });
  expect(await buy('key-3')).toMatchObject({ ok: true });
  expect(issued()).toBe(2);
});

test('the last one, wanted by fifty at once, is sold once', async () => {
  const members = Array.from({ length: 50 }, (_, n) => `m-${n}`);
  const { buy, issued } = await shopWithReward({ stock: 1 }, members);
  const answers = await Promise.all(members.map((memberId) => buy(`key-${memberId}`, memberId)));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(answers.flatMap((answer) => (answer.ok ? [] : answer.refusal.code))).toEqual(Array(49).fill('SOLD_OUT'));
  expect(issued()).toBe(1);
});
