import { expect, test } from 'vitest';
import { EMPTY_ACCOUNT } from '../../../lambdas/loyalty/balance.ts';
import type { OrderHead } from '../../../lambdas/loyalty/order.ts';
import { NO_RETURNS } from '../../../lambdas/loyalty/order.ts';
import { createShowOrderLedger } from '../../../lambdas/loyalty/show-order-ledger.ts';
import { claimOf, orderOf } from './orders.ts';

const show = (head: Partial<OrderHead>) =>
  createShowOrderLedger(
    {
      orders: {
        head: async (orderId) => ({ orderId, version: 1, earlyCount: 0, returns: NO_RETURNS, ...head }),
        order: async () => orderOf([{ lineId: 'mug', quantity: 2, paid: 2_050, points: 61 }]),
      },
      ledger: { entry: async () => undefined, account: async () => EMPTY_ACCOUNT },
      list: { reversals: async () => [] },
    },
    { currency: 'CNY' },
  )('o-1');

test('the arithmetic is that of the day the order was paid, whatever the programme says now', async () => {
  const shown = await show({
    claim: claimOf({ pointsPerUnit: 3 }),
    returns: { days: [], quantities: [1], unassigned: 0, isWhole: false, points: 30, value: 1_025 },
  });
  expect(shown).toMatchObject({
    ok: true,
    value: {
      arithmetic: 'floor(20.50 × 3) = 61',
      lines: [{ paid: '20.50', points: 61, returnedQuantity: 1, arithmetic: 'floor(61 × 1 ÷ 2) = 30' }],
      takenBack: 30,
    },
  });
});

test('an order that was only placed has no ledger', async () => {
  expect(await show({ placedAt: '2026-02-03T00:00:00.000Z' })).toEqual({
    ok: false,
    refusal: { code: 'ORDER_UNKNOWN' },
  });
});
