import { expect, test } from 'vitest';
import type { Answer, Shop } from '../shop.ts';
import { published } from '../thread.ts';
import { track } from './calls.ts';

const MINUTE_MS = 60_000;
let sequence = 0;

/** Points that pay for orders. */
export function tryRedemptions(shop: () => Shop): void {
  const post = (memberId: string, path: string, body?: object): Promise<Answer> => {
    sequence += 1;
    const headers = { 'idempotency-key': `redemptions-${sequence}` };
    return shop().ask('POST', `/v1/members/${memberId}/${path}`, body, headers);
  };
  const memberWith = async (memberId: string, points: number) => {
    await shop().track(track(memberId, 'Product Viewed', { product_id: 'mug' }));
    await post(memberId, 'points/adjustments', { points, reason: 'a gift' });
    await shop().system.settle();
  };

  test('points pay a part of an order, the rest earns, and a return gives back both shares', async () => {
    await memberWith('m-payer', 10_000);
    expect(await post('m-payer', 'redemptions/quote', { orderTotal: '150.00' })).toEqual({
      status: 200,
      body: { usable: 10_000, pointsMin: 100, pointsMax: 7_500, valueMax: '75.00', pointValue: '0.01' },
    });
    const held = await post('m-payer', 'redemptions', { orderId: 'o-payer', orderTotal: '150.00', points: 5_000 });
    expect(held).toMatchObject({ status: 201, body: { points: 5_000, value: '50.00', orderId: 'o-payer' } });
    const { redemptionId } = held.body;
    expect(await post('m-payer', `redemptions/${redemptionId}/commit`)).toEqual({
      status: 200,
      body: { memberId: 'm-payer', redemptionId, status: 'COMMITTED', points: 5_000 },
    });
    const products = [
      { product_id: 'mug', quantity: 2, price: '50.00' },
      { product_id: 'tea', quantity: 1, price: '50.00' },
    ];
    const order = { order_id: 'o-payer', currency: 'CNY', revenue: '150.00', paid_with_points: '50.00', products };
    await shop().track(track('m-payer', 'Order Completed', order));
    expect(await shop().points('m-payer')).toMatchObject({ active: 5_000, spent: 5_000, pending: 100 });
    await shop().track(
      track('m-payer', 'Order Returned', { order_id: 'o-payer', products: [{ product_id: 'mug', quantity: 1 }] }),
    );
    expect(await shop().points('m-payer')).toMatchObject({ active: 6_666, spent: 3_334, pending: 67 });
    await shop().track(track('m-payer', 'Order Cancelled', { order_id: 'o-payer' }));
    expect(await shop().points('m-payer')).toMatchObject({ active: 10_000, spent: 0, pending: 0 });
    expect(published(shop(), 'PointsSpent')).toBe(1);
    expect(published(shop(), 'PointsRefunded')).toBe(2);
    const { body } = await shop().ask('GET', '/v1/orders/o-payer/ledger');
    expect(body).toMatchObject({ arithmetic: 'floor((150.00 − 50.00) × 1) = 100' });
  });

  test('what is held for an order that is never paid is given back after half an hour, or when it is cancelled', async () => {
    await memberWith('m-leaver', 400);
    const order = { orderId: 'o-left', orderTotal: '100.00', points: 300 };
    const cancelled = await post('m-leaver', 'redemptions', order);
    const { redemptionId } = cancelled.body;
    expect(await post('m-leaver', `redemptions/${redemptionId}/cancel`)).toMatchObject({ status: 200 });
    const left = await post('m-leaver', 'redemptions', order);
    expect(await shop().points('m-leaver')).toMatchObject({ active: 100, spent: 300 });
    expect(await post('m-leaver', 'redemptions', order)).toMatchObject({
      status: 409,
      body: { code: 'INSUFFICIENT_POINTS', expected: 'at most 100', given: '300' },
    });
    await shop().system.advanceTo(shop().system.clock.now() + 95 * MINUTE_MS);
    await shop().system.settle();
    expect(await shop().points('m-leaver')).toMatchObject({ active: 400, spent: 0 });
    expect(await post('m-leaver', `redemptions/${left.body['redemptionId']}/commit`)).toMatchObject({
      status: 409,
      body: { code: 'REDEMPTION_CANCELLED' },
    });
  });

  test('points buy a reward while there is one; cancelled it is there again', async () => {
    const reward = { name: { en: 'Mug', zh: '马克杯' }, points: 150, stock: 1, perMember: 2 };
    const defined = await shop().ask('POST', '/v1/rewards/mug', reward);
    expect(defined).toEqual({ status: 200, body: { rewardId: 'mug', ...reward } });
    await memberWith('m-collector', 150);
    expect((await shop().ask('GET', '/v1/members/m-collector/points')).body).toMatchObject({
      usable: 150,
      worth: '1.50',
      expiries: [{ points: 150 }],
      rewards: [{ rewardId: 'mug', points: 150, name: { zh: '马克杯' } }],
    });
    const bought = await post('m-collector', 'rewards', { rewardId: 'mug' });
    expect(bought).toMatchObject({ status: 201, body: { rewardId: 'mug', points: 150 } });
    await memberWith('m-late', 900);
    expect(await post('m-late', 'rewards', { rewardId: 'mug' })).toMatchObject({
      status: 409,
      body: { code: 'SOLD_OUT' },
    });
    expect((await shop().ask('GET', '/v1/rewards')).body).toMatchObject({ rewards: [{ rewardId: 'mug', issued: 1 }] });
    const { redemptionId } = bought.body;
    expect(await post('m-collector', `redemptions/${redemptionId}/cancel`)).toMatchObject({ status: 200 });
    expect(await shop().points('m-collector')).toMatchObject({ active: 150, spent: 0 });
    expect(await post('m-late', 'rewards', { rewardId: 'mug' })).toMatchObject({ status: 201 });
    expect(await shop().ask('POST', '/v1/rewards/mug', { ...reward, stock: 0 })).toMatchObject({
      status: 409,
      body: { code: 'STOCK_BELOW_ISSUED' },
    });
  });

  test('a redemption is found under its own member only', async () => {
    await memberWith('m-other', 400);
    const held = await post('m-other', 'redemptions', { orderId: 'o-other', orderTotal: '100.00', points: 400 });
    for (const how of ['commit', 'cancel']) {
      expect(await post('m-payer', `redemptions/${held.body['redemptionId']}/${how}`)).toMatchObject({
        status: 404,
        body: { code: 'REDEMPTION_UNKNOWN' },
      });
    }
  });
}
