import { afterAll, beforeAll, expect, test } from 'vitest';
import { Shop, startSystem } from './shop.ts';
import { checkPoison, checkThread, published } from './thread.ts';

let shop: Shop;

beforeAll(async () => {
  shop = new Shop(await startSystem());
});

afterAll(() => shop.close());

test('an order goes from the API through bus, queue, table, stream and domain event, and is released when due', async () => {
  await checkThread(shop);
});

test('of ten messages in a batch the bad one ends in the dead-letter queue and nine take effect', async () => {
  await checkPoison(shop);
});

test('a dead letter that is redriven is tried again', async () => {
  const [order] = shop.system.runtime.queues.filter(
    ({ spec }) => spec.path.includes('ApplyOrder') && spec.redrive !== undefined,
  );
  await shop.redrive(order?.spec.redrive?.deadLetterQueueArn ?? '');
  expect(shop.deadLetters('ApplyOrder')).toBe(0);
  await shop.system.settle();
  // Still no order, so after as many tries it is back where it was.
  expect(shop.deadLetters('ApplyOrder')).toBe(1);
});

test('the same order thirty times at once, and again ten days later, earns once', async () => {
  await Promise.all(Array.from({ length: 30 }, () => shop.payOrder('member-repeat', 'order-repeat', '42.90')));
  await shop.system.settle();
  await shop.advanceDays(10);
  await shop.payOrder('member-repeat', 'order-repeat', '42.90');
  await shop.system.settle();
  expect(await shop.points('member-repeat')).toMatchObject({ pending: 42, lifetimeEarned: 42 });
  expect(await shop.items('member-repeat', 'ENTRY#')).toHaveLength(1);
});

test('the same order with another amount is refused, kept, and changes nothing', async () => {
  await shop.payOrder('member-mismatch', 'order-mismatch', '10.00');
  await shop.system.settle();
  await shop.payOrder('member-mismatch', 'order-mismatch', '99.00');
  await shop.system.settle();
  expect(await shop.points('member-mismatch')).toMatchObject({ pending: 10 });
  expect(await shop.items('member-mismatch', 'REJECTION#')).toMatchObject([{ code: 'PAYLOAD_MISMATCH' }]);
});

test('the balance is the sum of the entries, bucket by bucket, after orders, duplicates and releases', async () => {
  const orders = Array.from({ length: 12 }, (_, index) => ({
    id: `order-sum-${index % 9}`,
    revenue: `${(index % 9) + 1}.75`,
  }));
  await Promise.all(orders.map(({ id, revenue }) => shop.payOrder('member-sum', id, revenue)));
  await shop.advanceDays(15);
  await shop.payOrder('member-sum', 'order-sum-late', '100');
  await shop.system.settle();
  const sums: Record<string, number> = {};
  for (const { deltas } of await shop.items('member-sum', 'ENTRY#')) {
    for (const [bucket, delta] of Object.entries(deltas as Record<string, number>)) {
      sums[bucket] = (sums[bucket] ?? 0) + delta;
    }
  }
  expect(sums).toMatchObject({ active: 45, pending: 100, lifetimeEarned: 145 });
  expect(await shop.points('member-sum')).toMatchObject(sums);
});

test('what was due while nobody looked is released by the next sweep, once', async () => {
  const before = published(shop, 'PointsReleased');
  await shop.payOrder('member-missed', 'order-missed', '7');
  await shop.system.settle();
  // 30 days in one step: some 720 hourly sweeps fire on the way, and one of them finds the lot.
  await shop.advanceDays(30);
  expect(await shop.items('member-missed', 'ENTRY#RELEASE')).toHaveLength(1);
  expect(await shop.items('member-missed', 'LOT#P')).toHaveLength(0);
  expect(await shop.points('member-missed')).toMatchObject({ active: 7, pending: 0 });
  expect(published(shop, 'PointsReleased')).toBeGreaterThanOrEqual(before + 1);
});

test('a ledger entry that can not be read is parked at once, and holds nobody up', async () => {
  const before = published(shop, 'PointsEarned');
  await shop.putItem({
    PK: 'MEMBER#member-corrupt',
    SK: 'ENTRY#corrupt',
    entityType: 'LedgerEntry',
    kind: 'EARN_PENDING',
  });
  await shop.payOrder('member-behind', 'order-behind', '5');
  await shop.system.settle();
  expect(published(shop, 'PointsEarned')).toBe(before + 1);
  const parked =
    shop.system.runtime.queues.find(({ spec }) => spec.path.includes('PublishDomainEvents'))?.contents() ?? [];
  expect(parked.map(({ body }) => JSON.parse(body))).toEqual([
    { PK: 'MEMBER#member-corrupt', SK: 'ENTRY#corrupt', message: expect.stringContaining('memberId') },
  ]);
});
