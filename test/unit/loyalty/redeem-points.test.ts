import { expect, test } from 'vitest';
import { keys } from '../../../lambdas/kernel/table/keys.ts';
import { spendEntryId } from '../../../lambdas/loyalty/entry-id.ts';
import { createRedeemPoints, type OrderRedemption } from '../../../lambdas/loyalty/redeem-points.ts';
import {
  createCancelRedemption,
  createCommitRedemption,
  createEndHold,
} from '../../../lambdas/loyalty/settle-redemption.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { paidOrder, RECORDED_AT, returnOf, SETTINGS } from './orders.ts';
import { createShop } from './shop.ts';

const REDEMPTION = { minorUnitsPerPoint: 1, pointsMin: 100, orderShareMax: 50, holdMinutes: 30 };
const REQUEST: OrderRedemption = {
  memberId: 'm-1',
  orderId: 'o-next',
  orderTotal: 100_000,
  points: 200,
  requestKey: 'checkout-1',
  requestHash: 'hash-1',
};

/** A member with 300 points, under a clock that a test moves. */
async function memberWithPoints() {
  let now = RECORDED_AT;
  const clock = () => now;
  const memory = createMemoryLedger(clock);
  const shop = createShop(memory);
  await shop.earnPoints(paidOrder({ paid: 30_000 }));
  await shop.releaseAll('m-1');
  const ports = { ...memory, clock, timeZone: SETTINGS.timeZone };
  const redeemPoints = createRedeemPoints(memory.ledger, { ...SETTINGS, redemption: REDEMPTION }, clock);
  const redeem = (changes: Partial<OrderRedemption> = {}) => redeemPoints({ ...REQUEST, ...changes });
  const redeemed = await redeem();
  const id = redeemed.ok ? redeemed.value.redemptionId : '';
  return {
    ...shop,
    memory,
    redeemed,
    redeem,
    commit: () => createCommitRedemption(ports)('m-1', id),
    cancel: () => createCancelRedemption(ports)('m-1', id),
    endHold: () => createEndHold(ports)('m-1', keys.ledgerEntry('m-1', spendEntryId('checkout-1'))),
    waitMinutes: (minutes: number) => {
      now = new Date(now.getTime() + minutes * 60_000);
    },
  };
}

test('points are taken at once, and the same request again is answered alike', async () => {
  const { redeem, redeemed, held } = await memberWithPoints();
  expect(redeemed).toMatchObject({
    ok: true,
    value: { orderId: 'o-next', points: 200, value: '2.00', expiresAt: '2026-02-03T04:35:06.007Z' },
  });
  expect(await redeem()).toEqual(redeemed);
  expect(await held('m-1')).toEqual({ active: 100, spent: 200 });
  expect(await redeem({ points: 150, requestHash: 'hash-2' })).toEqual({
    ok: false,
    refusal: { code: 'IDEMPOTENCY_KEY_REUSED' },
  });
});

test.each([
  { points: 99, code: 'POINTS_NOT_ACCEPTED', expected: 'at least 100 points' },
  { points: 200, orderTotal: 100, code: 'POINTS_NOT_ACCEPTED', expected: 'at most 0 points for this order' },
  { points: 101, code: 'INSUFFICIENT_POINTS', expected: 'at most 100' },
])('$points points for an order are refused: $expected', async ({ code, expected, ...changes }) => {
  const { redeem, held } = await memberWithPoints();
  const refused = await redeem({ ...changes, requestKey: 'checkout-2' });
  expect(refused).toMatchObject({ ok: false, refusal: { code, expected } });
  expect(await held('m-1')).toEqual({ active: 100, spent: 200 });
});

test('committed it is spent, and can not be cancelled; cancelled it is given back, and can not be committed', async () => {
  const paid = await memberWithPoints();
  const committed = { ok: true, value: { status: 'COMMITTED', points: 200 } };
  expect([await paid.commit(), await paid.commit()]).toMatchObject([committed, committed]);
  expect(await paid.cancel()).toMatchObject({ ok: false, refusal: { code: 'REDEMPTION_COMMITTED' } });
  paid.waitMinutes(31);
  await paid.endHold();
  expect(await paid.held('m-1')).toEqual({ active: 100, spent: 200 });

  const dropped = await memberWithPoints();
  const cancelled = { ok: true, value: { status: 'CANCELLED', points: 200 } };
  expect([await dropped.cancel(), await dropped.cancel()]).toMatchObject([cancelled, cancelled]);
  expect(await dropped.commit()).toMatchObject({ ok: false, refusal: { code: 'REDEMPTION_CANCELLED' } });
  expect(await dropped.held('m-1')).toEqual({ active: 300 });
  expect((await dropped.memory.ledger.activeLots('m-1')).map(({ points }) => points)).toEqual([300]);
});

test('a hold ends after half an hour: it can not be committed any more, and is given back once', async () => {
  const { waitMinutes, commit, endHold, held, memory } = await memberWithPoints();
  waitMinutes(30);
  expect(await commit()).toMatchObject({ ok: false, refusal: { code: 'REDEMPTION_EXPIRED' } });
  await Promise.all([endHold(), endHold()]);
  await endHold();
  expect(await held('m-1')).toEqual({ active: 300 });
  const refunds = (await memory.entriesOf('m-1')).filter(({ kind }) => kind === 'REFUND_SPEND');
  expect(refunds).toMatchObject([{ reason: 'EXPIRED', deltas: { active: 200, spent: -200 } }]);
});

test('an order of which points paid a part earns on the rest, and a return gives back its share of them', async () => {
  const { commit, earnPoints, reversePoints, held, memory } = await memberWithPoints();
  await commit();
  await earnPoints(
    paidOrder({
      orderId: 'o-next',
      paid: 100_000,
      paidWithPoints: 200,
      lines: [
        { lineId: 'tea', quantity: 2, paid: 50_000 },
        { lineId: 'cup', quantity: 1, paid: 50_000 },
      ],
    }),
  );
  expect(await held('m-1')).toEqual({ pending: 998, active: 100, spent: 200 });
  await reversePoints(returnOf({ orderId: 'o-next', lines: [{ lineId: 'tea', quantity: 1 }] }));
  expect(await held('m-1')).toEqual({ pending: 998 - 249, active: 150, spent: 150 });
  await reversePoints(returnOf({ orderId: 'o-next', refundId: 'rest' }));
  expect(await held('m-1')).toEqual({ active: 300 });
  const refunds = (await memory.entriesOf('m-1')).filter(({ kind }) => kind === 'REFUND_SPEND');
  expect(refunds.map(({ deltas }) => deltas.spent)).toEqual([-50, -150]);
});

test('a commit that is told after everything came back gives the points back at once', async () => {
  const { commit, earnPoints, reversePoints, held } = await memberWithPoints();
  await earnPoints(paidOrder({ orderId: 'o-next', paid: 100_000, paidWithPoints: 200 }));
  await reversePoints(returnOf({ orderId: 'o-next' }));
  expect(await commit()).toMatchObject({ ok: true });
  expect(await held('m-1')).toEqual({ active: 300 });
});
