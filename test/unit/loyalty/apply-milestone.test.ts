import { expect, test } from 'vitest';
import { keys } from '../../../lambdas/kernel/table/keys.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { PAID_AT, paidOrder, returnOf } from './orders.ts';
import { createShop } from './shop.ts';
import { atEveryStop, stopping } from './stops.ts';

const FROM_DELIVERY = { returnWindow: { from: 'delivery', days: 7 } } as const;
const delivered = (at: string) => ({ orderId: 'o-1', kind: 'deliveredAt', at }) as const;
const placed = (at: string) => ({ orderId: 'o-1', kind: 'placedAt', at }) as const;
const EARLY = '2026-02-05T04:00:00.000Z';
const LATE = '2026-02-09T04:00:00.000Z';

const releaseDays = async ({ ledger }: Pick<ReturnType<typeof createShop>, 'ledger'>) =>
  (await ledger.pendingLots('m-1', 9)).map(({ releaseAt }) => releaseAt.slice(0, 10));

test.each([
  { told: 'in order', times: [EARLY, LATE] },
  { told: 'the other way round', times: [LATE, EARLY] },
  { told: 'doubled', times: [LATE, EARLY, LATE, EARLY] },
])('of what is told of an order, $told, the earliest counts', async ({ times }) => {
  const { applyMilestone, orders } = createShop(createMemoryLedger());
  for (const at of times) {
    await applyMilestone(placed(at));
    await applyMilestone(delivered(at));
  }
  expect(await orders.head('o-1')).toMatchObject({ placedAt: EARLY, deliveredAt: EARLY });
});

test('where points wait for the delivery, it moves their release, before the payment as after it', async () => {
  const [before, after] = [createMemoryLedger(), createMemoryLedger()].map((memory) =>
    createShop(memory, FROM_DELIVERY),
  );
  if (before === undefined || after === undefined) throw new Error('two shops');
  await before.applyMilestone(delivered(EARLY));
  await before.earnPoints(paidOrder());
  await after.earnPoints(paidOrder());
  expect(await releaseDays(after)).toEqual(['2026-05-04']);
  await after.applyMilestone(delivered(LATE));
  expect(await releaseDays(after)).toEqual(['2026-02-16']);
  await after.applyMilestone(delivered(EARLY));
  for (const shop of [before, after]) {
    expect(await releaseDays(shop)).toEqual(['2026-02-12']);
    expect((await shop.orders.head('o-1')).claim?.releaseAt).toBe('2026-02-12T04:00:00.000Z');
  }
});

test('what has come back is not moved along, and what is left can be returned from its new place', async () => {
  const shop = createShop(createMemoryLedger(), FROM_DELIVERY);
  await shop.earnPoints(paidOrder());
  await shop.reversePoints(returnOf({ amount: 2_850 }));
  await shop.applyMilestone(delivered(EARLY));
  expect(await shop.ledger.pendingLots('m-1', 9)).toMatchObject([{ points: 100 }]);
  await shop.reversePoints(returnOf({ refundId: 'r-2' }));
  expect(await shop.held('m-1')).toEqual({});
});

test('the place that a lot left has nothing to release, the new one has it once', async () => {
  const shop = createShop(createMemoryLedger(), FROM_DELIVERY);
  await shop.earnPoints(paidOrder());
  const [left] = await shop.ledger.pendingLots('m-1', 9);
  await shop.applyMilestone(delivered(EARLY));
  await shop.release(keys.pendingLot('m-1', left?.releaseAt ?? '', 'o-1'));
  expect(await shop.held('m-1')).toEqual({ pending: 128 });
  await shop.releaseAll('m-1');
  expect(await shop.held('m-1')).toEqual({ active: 128 });
});

test('a delivery that is told after the release moves nothing back', async () => {
  const shop = createShop(createMemoryLedger(), FROM_DELIVERY);
  await shop.earnPoints(paidOrder());
  await shop.releaseAll('m-1');
  await shop.applyMilestone(delivered(LATE));
  expect(await shop.held('m-1')).toEqual({ active: 128 });
  await shop.reversePoints(returnOf());
  expect(await shop.held('m-1')).toEqual({});
});

test('where points wait from the payment on, a delivery is kept and moves nothing', async () => {
  const shop = createShop(createMemoryLedger());
  await shop.earnPoints(paidOrder());
  await shop.applyMilestone(delivered(PAID_AT));
  expect(await releaseDays(shop)).toEqual(['2026-02-17']);
});

test('stopped at any step and told again, a delivery moves its points once', async () => {
  const stops = await atEveryStop(async (stop) => {
    const memory = createMemoryLedger();
    const shop = createShop(memory, FROM_DELIVERY);
    await shop.earnPoints(paidOrder());
    const { stores, isStopped } = stopping(memory, stop);
    await createShop(stores, FROM_DELIVERY)
      .applyMilestone(delivered(EARLY))
      .catch(() => undefined);
    await shop.applyMilestone(delivered(EARLY));
    expect(await releaseDays(shop)).toEqual(['2026-02-12']);
    expect(await shop.held('m-1')).toEqual({ pending: 128 });
    return { isStopped: isStopped() };
  });
  expect(stops).toBeGreaterThanOrEqual(6);
});
