import { expectThat } from './diagnosis.ts';
import type { Shop } from './shop.ts';

/** A good order and what must become of it, through every kind of connection; fails naming the link that broke. */
export async function checkThread(shop: Shop): Promise<void> {
  const { system } = shop;
  const response = await shop.payOrder('member-1', 'order-1', '288.50');
  expectThat(system, response.status === 200, `the API answers 200 to an order, not ${response.status}`);
  await system.settle();

  const earned = await shop.points('member-1');
  expectThat(system, earned?.['pending'] === 288, `the order earns 288 pending points, not ${earned?.['pending']}`);
  expectThat(system, published(shop, 'PointsEarned') === 1, 'PointsEarned went on the bus');

  await shop.advanceDays(15);
  const released = await shop.points('member-1');
  expectThat(system, released?.['active'] === 288, `the sweep releases 288 points, not ${released?.['active']}`);
  expectThat(system, released['pending'] === 0, 'what is released is pending no more');
  expectThat(system, published(shop, 'PointsReleased') === 1, 'PointsReleased went on the bus');
}

/** Nine good orders and one that cannot be applied, in one batch: nine earn, one ends in the dead-letter queue. */
export async function checkPoison(shop: Shop): Promise<void> {
  const { system } = shop;
  const order = (index: number) => ({
    type: 'track',
    event: 'Order Completed',
    class: 'value',
    messageId: `poison-batch-${index}`,
    userId: `member-poison-${index}`,
    timestamp: system.clock.iso(),
    receivedAt: system.clock.iso(),
    facts: { order_id: `poison-batch-${index}`, currency: 'CNY', revenue: '10.00' },
  });
  const details = Array.from({ length: 10 }, (_, index) => (index === 4 ? { class: 'value' } : order(index)));
  await shop.putOnBus(details.map((detail) => ({ source: 'holdfast.intake', detailType: 'Order Completed', detail })));
  await system.settle();

  const members = await Promise.all(details.map((_, index) => shop.points(`member-poison-${index}`)));
  const credited = members.filter((points) => points?.['pending'] === 10).length;
  expectThat(system, credited === 9, `nine of the ten orders earn, not ${credited}`);
  const dead = shop.deadLetters('Order');
  expectThat(system, dead === 1, `the tenth is in the dead-letter queue: ${dead} messages there`);
}

/** How many events of a name went on the bus. */
export function published(shop: Shop, name: string): number {
  return shop.system.runtime.buses[0]?.status().events[name] ?? 0;
}
