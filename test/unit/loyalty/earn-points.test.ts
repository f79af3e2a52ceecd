import { expect, test } from 'vitest';
import { BusyError } from '../../../lambdas/kernel/busy-error.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { paidOrder } from './orders.ts';
import { createShop } from './shop.ts';
import { atEveryStop, stopping } from './stops.ts';

test('an order is credited once, however often it is told', async () => {
  const memory = createMemoryLedger();
  const { earnPoints, ledger } = createShop(memory);
  await Promise.all(Array.from({ length: 5 }, () => earnPoints(paidOrder())));
  expect(await earnPoints(paidOrder({ paidAt: '2026-02-20T00:00:00.000Z' }))).toMatchObject({ ok: true });
  const { balance, sums } = await ledger.account('m-1');
  expect(balance).toMatchObject({ pending: 128, lifetimeEarned: 128, tierQualifying: 128 });
  expect(sums).toMatchObject({ orderCount: 1, paidMinor: 12_850 });
  expect(await memory.entriesOf('m-1')).toHaveLength(1);
});

test('stopped at any step and told again, an order has the effect that it has without a stop', async () => {
  const whole = createMemoryLedger();
  await createShop(whole).earnPoints(paidOrder());
  const stops = await atEveryStop(async (stop) => {
    const memory = createMemoryLedger();
    const { stores, isStopped } = stopping(memory, stop);
    const first = createShop(stores).earnPoints(paidOrder());
    await first.catch(() => undefined);
    await createShop(memory).earnPoints(paidOrder());
    expect(await memory.entriesOf('m-1')).toEqual(await whole.entriesOf('m-1'));
    expect(await memory.ledger.account('m-1')).toEqual(await whole.ledger.account('m-1'));
    expect(await memory.ledger.pendingLots('m-1', 9)).toEqual(await whole.ledger.pendingLots('m-1', 9));
    expect(await memory.orders.order('m-1', 'o-1')).toEqual(await whole.orders.order('m-1', 'o-1'));
    return { isStopped: isStopped() };
  });
  // The head is read and claimed, the fact is kept, the points are booked: before and after each.
  expect(stops).toBeGreaterThanOrEqual(8);
});

test('the same order with other content is refused with both digests, and changes nothing', async () => {
  const { earnPoints, ledger } = createShop(createMemoryLedger());
  await earnPoints(paidOrder());
  const before = await ledger.account('m-1');
  expect(await earnPoints(paidOrder({ paid: 99_900, causeHash: 'hash-2' }))).toEqual({
    ok: false,
    refusal: { code: 'PAYLOAD_MISMATCH', expected: 'hash-1', given: 'hash-2' },
  });
  expect(await ledger.account('m-1')).toEqual(before);
});

test('an order of one member is refused as that of another', async () => {
  const { earnPoints, ledger } = createShop(createMemoryLedger());
  await earnPoints(paidOrder());
  expect(await earnPoints(paidOrder({ memberId: 'm-2' }))).toEqual({
    ok: false,
    refusal: { code: 'ORDER_OF_ANOTHER_MEMBER' },
  });
  expect(await ledger.isKnown('m-2')).toBe(false);
});

test('an order too small for a point is booked, and leaves nothing to release', async () => {
  const { earnPoints, ledger } = createShop(createMemoryLedger());
  await earnPoints(paidOrder({ paid: 99 }));
  expect((await ledger.account('m-1')).sums).toMatchObject({ orderCount: 1, paidMinor: 99 });
  expect(await ledger.pendingLots('m-1', 9)).toEqual([]);
});

test('a change of the rate after the first telling changes nothing of the order', async () => {
  const memory = createMemoryLedger();
  await createShop(memory).earnPoints(paidOrder());
  await createShop(memory, { pointsPerUnit: 9, expiry: { kind: 'never' } }).earnPoints(paidOrder());
  expect((await memory.ledger.account('m-1')).balance.lifetimeEarned).toBe(128);
});

test('a head that changes every time is given up as busy, so that the message comes again', async () => {
  const { ledger, orders } = createMemoryLedger();
  const restless = { ...orders, claim: async () => 'CHANGED_MEANWHILE' as const };
  await expect(createShop({ ledger, orders: restless }).earnPoints(paidOrder())).rejects.toThrow(BusyError);
});
