/**
 * Capacity units of what happens to an order and to a visit, as the engine counts them: writes and reads an operation,
 * for an order of the median size and of the 95th percentile. They do not depend on the machine.
 */
import { randomUUID } from 'node:crypto';
import { systemClock } from '../lambdas/kernel/clock.ts';
import type { PlatformEvent } from '../lambdas/kernel/platform-event.ts';
import { createItemReader } from '../lambdas/kernel/table/batches.ts';
import { countCapacity } from '../lambdas/kernel/table/capacity.ts';
import { keys } from '../lambdas/kernel/table/keys.ts';
import { createEarnPoints } from '../lambdas/loyalty/earn-points.ts';
import { createLedgerStore } from '../lambdas/loyalty/ledger-store.ts';
import { readPaidOrder } from '../lambdas/loyalty/order-event.ts';
import { readOrderReturn } from '../lambdas/loyalty/order-return.ts';
import { createOrderStore } from '../lambdas/loyalty/order-store.ts';
import { createRedeemPoints } from '../lambdas/loyalty/redeem-points.ts';
import { createReleasePoints } from '../lambdas/loyalty/release-points.ts';
import { createReversePoints } from '../lambdas/loyalty/reverse-points.ts';
import { createCancelRedemption, createCommitRedemption } from '../lambdas/loyalty/settle-redemption.ts';
import type { TierSettings } from '../lambdas/loyalty/tier.ts';
import { profileOfEvent } from '../lambdas/members/event-profile.ts';
import { createFoldProfile } from '../lambdas/members/fold-profile.ts';
import { createProfileStore } from '../lambdas/members/profile-store.ts';
import { startTable } from '../test/contract/engine.ts';
import { type OrderSize, paidOrder } from './kit/orders.ts';

const EVENTS_A_BATCH = 20;
const SETTINGS = {
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  pointsPerUnit: 1,
  returnWindow: { from: 'payment', days: 14 },
  expiry: { kind: 'afterDays', days: 365 },
} as const;

const table = await startTable();
const capacity = countCapacity(table);
const reader = createItemReader(table);
const ledger = createLedgerStore(table, reader, { ...SETTINGS, dueShardCount: 16, clock: systemClock });
const orders = createOrderStore(table, reader);
const ports = { orders, ledger, clock: systemClock };

for (const size of ['median', 'p95'] as const) await measureOrder(size);
await measureUpgrade();
await measureRedemption();
await measureBrowsing();
await table.stop();

async function measureOrder(size: OrderSize): Promise<void> {
  const event = paidOrder(size, `member-${size}`, `order-${size}`, '2026-11-01T04:00:00.000Z');
  const paid = readPaidOrder(`member-${size}`, event, SETTINGS.currency);
  if (!paid.ok) throw new Error(`the order is refused: ${paid.refusal.code}`);
  const earned = await createEarnPoints(ports, SETTINGS)(paid.value);
  if (!earned.ok) throw new Error(`the order earns nothing: ${earned.refusal.code}`);
  // The last command books; those before it store the order.
  const commands = capacity.take();
  print('order stored', size, sum(commands.slice(0, -1)));
  print('earn transaction', size, sum(commands.slice(-1)));

  const { order, head } = earned.value;
  const back = {
    ...event,
    event: 'Order Returned',
    facts: { order_id: order.orderId, products: [{ product_id: order.lines[0]?.lineId }] },
  };
  const given = readOrderReturn(back, SETTINGS.currency);
  if (!given.ok) throw new Error(`the return is refused: ${given.refusal.code}`);
  await createReversePoints(ports, { ...SETTINGS, debtMax: 0 })(given.value);
  print('return', size, sum(capacity.take()));

  const { memberId, orderId } = order;
  const lot = keys.pendingLot(memberId, head.claim?.releaseAt ?? '', orderId);
  await createReleasePoints(ledger, systemClock)(lot);
  print('release', size, sum(capacity.take()));
}

/** An order that brings a member of some orders to a tier: what it costs more than one that does not, is in the same line. */
async function measureUpgrade(): Promise<void> {
  const level = { id: 'gold', name: { en: 'Gold', zh: '金卡' }, condition: { amount: 150_000 }, benefits: {} };
  const tiers: TierSettings = {
    by: 'spend',
    period: 'rolling',
    graceDays: 30,
    noticeDays: 30,
    downgrade: 'oneStep',
    revokeOnReturn: false,
    levels: [level],
  };
  const ledger = createLedgerStore(table, reader, { ...SETTINGS, tiers, dueShardCount: 16, clock: systemClock });
  const earn = createEarnPoints({ orders, ledger, clock: systemClock }, { ...SETTINGS, tiers });
  const memberId = 'member-upgraded';
  for (let n = 0; n < 20; n += 1) {
    const day = `2026-10-${String(n + 1).padStart(2, '0')}`;
    const paid = readPaidOrder(memberId, paidOrder('median', memberId, `order-u${n}`, `${day}T04:00:00.000Z`), 'CNY');
    if (!paid.ok) throw new Error(`the order is refused: ${paid.refusal.code}`);
    const held = (await ledger.account(memberId)).standing;
    capacity.take();
    await earn(paid.value);
    const commands = capacity.take();
    if (held !== undefined) return print('earn in a tier', 'median', sum(commands.slice(-1)));
    const isUpgraded = (await ledger.account(memberId)).standing !== undefined;
    if (isUpgraded) print('earn with tier upgrade', 'median', sum(commands.slice(-1)));
  }
  throw new Error('no order brought the tier');
}

/** Points of three expiry days that pay for an order, to the last of two and a part of the third; committed, and cancelled. */
async function measureRedemption(): Promise<void> {
  const redemption = { minorUnitsPerPoint: 1, pointsMin: 1, orderShareMax: 100, holdMinutes: 30 };
  const redeem = createRedeemPoints(ledger, { ...SETTINGS, redemption }, systemClock);
  const settling = { ledger, orders, clock: systemClock, timeZone: SETTINGS.timeZone };
  for (const settle of [createCommitRedemption(settling), createCancelRedemption(settling)]) {
    const memberId = `member-${randomUUID()}`;
    for (const expiryDay of ['2099-01-01', '2099-02-01', '2099-03-01']) await give(memberId, expiryDay);
    capacity.take();
    const requestKey = `redeem-${memberId}`;
    const order = { orderId: `order-${memberId}`, orderTotal: 100_000, points: 250 };
    const redeemed = await redeem({ memberId, ...order, requestKey, requestHash: 'hash' });
    if (!redeemed.ok) throw new Error(`the points are not taken: ${redeemed.refusal.code}`);
    const commands = capacity.take();
    const settled = await settle(memberId, redeemed.value.redemptionId);
    if (!settled.ok) throw new Error(`the redemption is not settled: ${settled.refusal.code}`);
    const how = settled.value.status === 'COMMITTED' ? 'committed' : 'cancelled';
    print('redeem, 3 lots', how, sum(commands));
    print('settle', how, sum(capacity.take()));
  }
}

async function give(memberId: string, expiryDay: string): Promise<void> {
  const at = new Date().toISOString();
  const entry = { memberId, entryId: `ADJUST#${expiryDay}`, kind: 'ADJUST', occurredAt: at, recordedAt: at } as const;
  await ledger.commit({
    entries: [{ ...entry, deltas: { active: 100 } }],
    lots: [{ kind: 'ADD_ACTIVE', lot: { memberId, expiryDay, points: 100 } }],
    gainer: await ledger.account(memberId),
  });
}

/** Visits of a member that is known already, folded as the consumer does. */
async function measureBrowsing(): Promise<void> {
  const fold = createFoldProfile(createProfileStore(table, reader));
  const foldBatch = (day: string) =>
    fold(
      'visitor',
      Array.from({ length: EVENTS_A_BATCH }, (_, n) => profileOfEvent('visitor', visit(n, day), SETTINGS)),
    );
  await foldBatch('2026-11-01');
  capacity.take();
  await foldBatch('2026-11-02');
  const { wcu, rcu } = sum(capacity.take());
  const perEvent = (units: number) => Number((units / EVENTS_A_BATCH).toFixed(3));
  print('browse', 'median', { wcu: perEvent(wcu), rcu: perEvent(rcu) });
}

function visit(n: number, day: string): PlatformEvent {
  const timestamp = `${day}T04:${String(n).padStart(2, '0')}:00.000Z`;
  const event = n % 5 === 0 ? 'Product Added' : 'Product Viewed';
  const facts = { product_id: `product-${day}-${n}`, category: `category ${n % 6}`, brand: `brand ${n % 4}` };
  return {
    type: 'track',
    event,
    class: 'activity',
    messageId: `${day}-${n}`,
    userId: 'visitor',
    timestamp,
    receivedAt: timestamp,
    facts,
  };
}

interface Units {
  readonly wcu: number;
  readonly rcu: number;
}

function sum(commands: readonly Units[]): Units {
  return commands.reduce((all, { wcu, rcu }) => ({ wcu: all.wcu + wcu, rcu: all.rcu + rcu }), { wcu: 0, rcu: 0 });
}

function print(operation: string, order: OrderSize | 'committed' | 'cancelled', { wcu, rcu }: Units): void {
  process.stdout.write(`${JSON.stringify({ bench: 'capacity', operation, order, wcu, rcu })}\n`);
}
