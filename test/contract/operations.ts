import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { PlatformEvent } from '../../lambdas/kernel/platform-event.ts';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import type { Table } from '../../lambdas/kernel/table/client.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { createAdjustPoints } from '../../lambdas/loyalty/adjust-points.ts';
import { createApplyMilestone } from '../../lambdas/loyalty/apply-milestone.ts';
import { createApplyOrderEvent } from '../../lambdas/loyalty/apply-order-event.ts';
import { createEarnAction } from '../../lambdas/loyalty/earn-action.ts';
import { createEarnPoints } from '../../lambdas/loyalty/earn-points.ts';
import { createLedgerStore } from '../../lambdas/loyalty/ledger-store.ts';
import { createMergeAccounts } from '../../lambdas/loyalty/merge-accounts.ts';
import { createOrderStore } from '../../lambdas/loyalty/order-store.ts';
import { createReleasePoints } from '../../lambdas/loyalty/release-points.ts';
import { createReversePoints } from '../../lambdas/loyalty/reverse-points.ts';
import { createWatchAccount } from '../../lambdas/loyalty/watch-account.ts';

const PAID_AT = '2026-02-03T04:00:00.000Z';
const NOW = new Date('2026-03-01T00:00:00.000Z');
const SETTINGS = {
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  pointsPerUnit: 1,
  returnWindow: { from: 'delivery', days: 7 },
  expiry: { kind: 'afterDays', days: 20 },
  debtMax: 0,
  adjustments: { writeMax: 100, adminMax: 1_000 },
} as const;
const ACTIONS = { 'Checked In': { points: 5, cap: { times: 1, per: 'day' } } } as const;
const PRODUCTS = [
  { product_id: 'mug', quantity: 3, price: '33.00' },
  { product_id: 'tea', quantity: 1, price: '11.00' },
];

/** Everything that books, over a real table; ids begin with a prefix, which its state leaves out. */
export function openShop(table: Table, prefix: string) {
  const clock = () => NOW;
  const reader = createItemReader(table);
  const ledger = createLedgerStore(table, reader, { ...SETTINGS, dueShardCount: 1, clock });
  const orders = createOrderStore(table, reader);
  const ports = { ledger, orders, clock };
  const memberId = `${prefix}m`;
  const orderId = `${prefix}o`;
  const apply = createApplyOrderEvent(
    {
      earnPoints: createEarnPoints(ports, SETTINGS),
      reversePoints: createReversePoints(ports, SETTINGS),
      applyMilestone: createApplyMilestone(ports, SETTINGS),
      earnAction: createEarnAction(ledger, SETTINGS, clock),
      orders,
      recordRejection: async () => undefined,
    },
    { currency: 'CNY', actions: ACTIONS },
  );
  const tell = (event: string, facts: PlatformEvent['facts'] = {}) =>
    apply({
      type: 'track',
      event,
      class: 'value',
      messageId: `${prefix}${event}`,
      userId: memberId,
      timestamp: PAID_AT,
      receivedAt: PAID_AT,
      facts: { order_id: orderId, ...facts },
    });
  const release = createReleasePoints(ledger, clock);
  const adjust = createAdjustPoints(ledger, SETTINGS, clock);
  const merge = createMergeAccounts(ledger, SETTINGS, clock);
  const watch = createWatchAccount(ledger, SETTINGS, clock);
  return {
    pay: () => tell('Order Completed', { currency: 'CNY', revenue: '110.00', products: PRODUCTS }),
    giveBack: () => tell('Order Returned', { products: [{ product_id: 'mug', quantity: 1 }] }),
    deliver: () => tell('Order Delivered'),
    checkIn: () => tell('Checked In'),
    watch: () => watch(memberId),
    release: async () => {
      for (const { releaseAt } of await ledger.pendingLots(memberId, 10)) {
        await release(keys.pendingLot(memberId, releaseAt, orderId));
      }
      return 'RELEASED';
    },
    adjust: () =>
      adjust({
        memberId,
        points: 40,
        reason: 'goodwill',
        requestKey: `${prefix}adjust`,
        requestHash: 'hash',
        apiKey: { keyId: 'k', kind: 'operator', scopes: ['write'] },
      }).then(({ ok }) => ok),
    merge: () =>
      merge({
        fromId: memberId,
        toId: `${prefix}other`,
        isDryRun: false,
        requestKey: `${prefix}merge`,
        requestHash: 'hash',
        keyId: 'k',
      }),
    /** All items of the member, of whom it is merged into, and of the order; what tells of writes is left out. */
    async state(): Promise<unknown> {
      const partitions = [`MEMBER#${memberId}`, `MEMBER#${prefix}other`, `ORDER#${orderId}`];
      const found = await Promise.all(partitions.map((partition) => itemsOf(table, partition)));
      return JSON.parse(JSON.stringify(found).replaceAll(prefix, ''), (name, value) =>
        LEFT_OUT.has(name) ? undefined : value,
      );
    },
  };
}

/** Digests of ids that differ by their prefix, and counts of writes. */
const LEFT_OUT = new Set(['SK', 'GSI1SK', 'entryId', 'openedBy', 'causeHash', 'version', 'duePK', 'dueSK']);

async function itemsOf(table: Table, partition: string): Promise<readonly object[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': partition },
      ConsistentRead: true,
    }),
  );
  return Items.sort((a, b) =>
    JSON.stringify([a['entityType'], a['kind']]).localeCompare(JSON.stringify([b['entityType'], b['kind']])),
  );
}

export type TriedShop = ReturnType<typeof openShop>;

interface Operation {
  readonly name: string;
  readonly prepare?: (shop: TriedShop) => Promise<unknown>;
  readonly run: (shop: TriedShop) => Promise<unknown>;
}

/** Every kind of thing that is booked. */
export const OPERATIONS: readonly Operation[] = [
  { name: 'a paid order', run: (shop) => shop.pay() },
  { name: 'a return', prepare: (shop) => shop.pay(), run: (shop) => shop.giveBack() },
  { name: 'a return before its order', run: (shop) => shop.giveBack() },
  { name: 'an order whose return came first', prepare: (shop) => shop.giveBack(), run: (shop) => shop.pay() },
  { name: 'a delivery that moves the release', prepare: (shop) => shop.pay(), run: (shop) => shop.deliver() },
  { name: 'a release', prepare: (shop) => shop.pay().then(shop.deliver), run: (shop) => shop.release() },
  {
    name: 'a return of what is released',
    prepare: (shop) => shop.pay().then(shop.deliver).then(shop.release),
    run: (shop) => shop.giveBack(),
  },
  {
    name: 'an expiry',
    prepare: (shop) => shop.pay().then(shop.deliver).then(shop.release),
    run: (shop) => shop.watch(),
  },
  { name: 'an action', run: (shop) => shop.checkIn() },
  { name: 'an adjustment', prepare: (shop) => shop.pay(), run: (shop) => shop.adjust() },
  {
    name: 'a merge',
    prepare: (shop) => shop.pay().then(shop.checkIn),
    run: (shop) => shop.merge(),
  },
];

/** Loses the answer of the nth command from now on: it is done, and the SDK sends it again. */
export function loseAnswer(table: Table, nth: number): { stop(): boolean } {
  let count = 0;
  table.client.middlewareStack.add(
    (send) => async (args) => {
      const answer = await send(args);
      count += 1;
      if (count !== nth) return answer;
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', $retryable: { throttling: false } });
    },
    { step: 'deserialize', name: 'loseAnswer', override: true },
  );
  return {
    stop() {
      table.client.middlewareStack.remove('loseAnswer');
      return count >= nth;
    },
  };
}
