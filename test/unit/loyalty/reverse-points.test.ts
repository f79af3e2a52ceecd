import { expect, test } from 'vitest';
import { BusyError } from '../../../lambdas/kernel/busy-error.ts';
import type { PaidOrder } from '../../../lambdas/loyalty/order.ts';
import { EARLY_RETURNS_MAX } from '../../../lambdas/loyalty/order-return.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { paidOrder, returnOf } from './orders.ts';
import { createShop, type ShopSettings } from './shop.ts';
import { atEveryStop, stopping } from './stops.ts';

/** Three teas and two cups: 300 and 100 points. */
const ORDER: PaidOrder = paidOrder({
  paid: 40_000,
  lines: [
    { lineId: 'tea', quantity: 3, paid: 30_000 },
    { lineId: 'cup', quantity: 2, paid: 10_000 },
  ],
});
const ONE_TEA = { lines: [{ lineId: 'tea', quantity: 1 }] };

/** A shop in which the order was paid; its points wait, or were released. */
async function shopWithOrder(changes: Partial<ShopSettings> = {}, isReleased = false) {
  const memory = createMemoryLedger();
  const shop = createShop(memory, changes);
  await shop.earnPoints(ORDER);
  if (isReleased) await shop.releaseAll('m-1');
  return { ...shop, memory };
}

test('a part that comes back takes its points from those that wait, and is told once', async () => {
  const { reversePoints, held, memory } = await shopWithOrder();
  for (let times = 0; times < 3; times += 1) {
    expect(await reversePoints(returnOf(ONE_TEA))).toEqual({ ok: true, value: 'REVERSED' });
  }
  expect(await held('m-1')).toEqual({ pending: 300 });
  expect((await memory.ledger.account('m-1')).sums).toMatchObject({ returnedMinor: 10_000, returnedOrderCount: 0 });
  expect((await memory.entriesOf('m-1')).at(-1)).toMatchObject({
    kind: 'REVERSE_EARN',
    returned: [{ lineId: 'tea', quantity: 1 }],
    reason: 'Order Returned',
  });
});

test('an order that came back whole counts as returned once, and has taken back what it earned', async () => {
  const { reversePoints, held, ledger } = await shopWithOrder();
  await reversePoints(returnOf(ONE_TEA));
  await reversePoints(returnOf({ refundId: 'r-2' }));
  await reversePoints(returnOf({ refundId: 'r-3', event: 'Order Cancelled' }));
  expect(await held('m-1')).toEqual({});
  const { balance, sums } = await ledger.account('m-1');
  expect(balance).toMatchObject({ lifetimeEarned: 0, tierQualifying: 0 });
  expect(sums).toMatchObject({ orderCount: 1, returnedOrderCount: 1, paidMinor: 40_000, returnedMinor: 40_000 });
});

test('points that were released are taken from what can be spent, and go out of the lots', async () => {
  const { reversePoints, held, ledger } = await shopWithOrder({}, true);
  await reversePoints(returnOf(ONE_TEA));
  expect(await held('m-1')).toEqual({ active: 300 });
  expect(await ledger.activeLots('m-1')).toMatchObject([{ points: 300 }]);
});

test.each([
  { debtMax: 0, debt: {}, uncovered: 400 },
  { debtMax: 150, debt: { negative: -150 }, uncovered: 250 },
  { debtMax: 1_000, debt: { negative: -400 }, uncovered: undefined },
])('of points that were given away $debtMax may be owed; what is beyond is said', async (each) => {
  const { reversePoints, held, ledger, memory } = await shopWithOrder({ debtMax: each.debtMax }, true);
  const [lot] = await ledger.activeLots('m-1');
  if (lot === undefined) throw new Error('nothing was released');
  const at = '2026-02-18T00:00:00.000Z';
  const spent = { active: -400, spent: 400 };
  await ledger.commit({
    entries: [{ memberId: 'm-1', entryId: 'SPEND#1', kind: 'SPEND', deltas: spent, occurredAt: at, recordedAt: at }],
    lots: [{ kind: 'TAKE_ACTIVE', lot, points: 400 }],
  });
  await reversePoints(returnOf());
  expect(await held('m-1')).toEqual({ spent: 400, ...each.debt });
  expect((await memory.entriesOf('m-1')).at(-1)?.uncovered).toBe(each.uncovered);
});

test('a return before its order waits for it, and is booked when it comes', async () => {
  const memory = createMemoryLedger();
  const shop = createShop(memory);
  for (let times = 0; times < 2; times += 1) {
    expect(await shop.reversePoints(returnOf(ONE_TEA))).toEqual({ ok: true, value: 'WAITING' });
  }
  expect(await shop.orders.earlyReturns('o-1')).toHaveLength(1);
  expect((await shop.orders.head('o-1')).earlyCount).toBe(1);
  await shop.earnPoints(ORDER);
  for (const given of await shop.orders.earlyReturns('o-1')) await shop.reversePoints(given);
  expect(await shop.held('m-1')).toEqual({ pending: 300 });
});

test('told of goods by one event and of money by another, under one id, it is one return', async () => {
  const { reversePoints, held } = await shopWithOrder();
  await reversePoints(returnOf(ONE_TEA));
  const money = returnOf({ amount: 10_000, event: 'Order Refunded', causeHash: 'hash-money' });
  expect(await reversePoints(money)).toEqual({ ok: true, value: 'REVERSED' });
  expect(await held('m-1')).toEqual({ pending: 300 });
});

test('before the order both wait, so that the one which the order refuses is not the one that counted', async () => {
  const shop = createShop(createMemoryLedger());
  await shop.reversePoints(returnOf({ lines: [{ lineId: 'of another shop', quantity: 1 }] }));
  await shop.reversePoints(returnOf({ amount: 10_000, event: 'Order Refunded', causeHash: 'hash-money' }));
  await shop.earnPoints(ORDER);
  const outcomes = [];
  for (const given of await shop.orders.earlyReturns('o-1')) outcomes.push((await shop.reversePoints(given)).ok);
  expect(outcomes).toEqual([false, true]);
  expect(await shop.held('m-1')).toEqual({ pending: 300 });
});

test.each(['before', 'after'])('a return told again with other content %s its order is refused', async (when) => {
  const shop = createShop(createMemoryLedger());
  if (when === 'after') await shop.earnPoints(ORDER);
  await shop.reversePoints(returnOf(ONE_TEA));
  const other = returnOf({ lines: [{ lineId: 'cup' }], causeHash: 'hash-other' });
  expect(await shop.reversePoints(other)).toEqual({
    ok: false,
    refusal: { code: 'PAYLOAD_MISMATCH', expected: 'hash-r-1', given: 'hash-other' },
  });
});

test('what another member returns of an order is refused', async () => {
  const { reversePoints, held } = await shopWithOrder();
  expect(await reversePoints(returnOf({ memberId: 'm-2' }))).toMatchObject({
    refusal: { code: 'ORDER_OF_ANOTHER_MEMBER' },
  });
  expect(await held('m-1')).toEqual({ pending: 400 });
});

test('no more returns wait for an order than there is room for', async () => {
  const { reversePoints } = createShop(createMemoryLedger());
  for (let n = 0; n < EARLY_RETURNS_MAX; n += 1) await reversePoints(returnOf({ refundId: `r-${n}` }));
  expect(await reversePoints(returnOf({ refundId: 'one more' }))).toMatchObject({
    refusal: { code: 'TOO_MANY_RETURNS' },
  });
});

test('an order that is claimed and not kept yet is busy: the return comes again', async () => {
  const { ledger, orders } = createMemoryLedger();
  const noFact = { ...orders, putOrder: () => Promise.reject(new Error('no table')) };
  await expect(createShop({ ledger, orders: noFact }).earnPoints(ORDER)).rejects.toThrow('no table');
  await expect(createShop({ ledger, orders }).reversePoints(returnOf(ONE_TEA))).rejects.toThrow(BusyError);
  await createShop({ ledger, orders }).earnPoints(ORDER);
  expect(await createShop({ ledger, orders }).reversePoints(returnOf(ONE_TEA))).toMatchObject({ ok: true });
});

test('an order that is kept and not credited yet is credited by its return', async () => {
  const memory = createMemoryLedger();
  const broken = { ...memory.ledger, commit: () => Promise.reject(new Error('no table')) };
  await expect(createShop({ ...memory, ledger: broken }).earnPoints(ORDER)).rejects.toThrow('no table');
  const shop = createShop(memory);
  await shop.reversePoints(returnOf(ONE_TEA));
  await shop.earnPoints(ORDER);
  expect(await shop.held('m-1')).toEqual({ pending: 300 });
});

test.each(['before', 'after'])(
  'stopped at any step and told again, a return %s its order has one effect',
  async (when) => {
    const play = async (first: ReturnType<typeof createShop>, shop: ReturnType<typeof createShop>) => {
      if (when === 'after') await shop.earnPoints(ORDER);
      await first.reversePoints(returnOf(ONE_TEA)).catch(() => undefined);
      await shop.reversePoints(returnOf(ONE_TEA));
      if (when === 'before') await shop.earnPoints(ORDER);
      for (const given of await shop.orders.earlyReturns('o-1')) await shop.reversePoints(given);
    };
    const stops = await atEveryStop(async (stop) => {
      const memory = createMemoryLedger();
      const { stores, isStopped } = stopping(memory, stop);
      await play(createShop(stores), createShop(memory));
      expect(await createShop(memory).held('m-1')).toEqual({ pending: 300 });
      expect(await memory.entriesOf('m-1')).toHaveLength(2);
      return { isStopped: isStopped() };
    });
    expect(stops).toBeGreaterThanOrEqual(4);
  },
);

test('a return told late may only move what a later one rounded, and that on the later day', async () => {
  const memory = createMemoryLedger();
  const shop = createShop(memory);
  await shop.earnPoints(paidOrder({ paid: 1_000 }));
  await shop.reversePoints(returnOf({ refundId: 'later', amount: 499, returnedAt: '2026-02-13T04:00:00.000Z' }));
  await shop.reversePoints(returnOf({ refundId: 'earlier', amount: 1, returnedAt: '2026-02-11T04:00:00.000Z' }));
  const [later, earlier] = (await memory.entriesOf('m-1')).filter(({ kind }) => kind === 'REVERSE_EARN');
  expect(later).not.toHaveProperty('reversedByDay');
  expect(earlier).toMatchObject({ deltas: { lifetimeEarned: -1 }, reversedByDay: { '2026-02-13': 1 } });
});
