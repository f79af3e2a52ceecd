import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays } from '../../lambdas/kernel/calendar.ts';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { createAdjustPoints } from '../../lambdas/loyalty/adjust-points.ts';
import { createEarnPoints } from '../../lambdas/loyalty/earn-points.ts';
import { createLedgerStore } from '../../lambdas/loyalty/ledger-store.ts';
import { createOrderStore } from '../../lambdas/loyalty/order-store.ts';
import { createRedeemPoints } from '../../lambdas/loyalty/redeem-points.ts';
import { createReleasePoints } from '../../lambdas/loyalty/release-points.ts';
import { createReversePoints } from '../../lambdas/loyalty/reverse-points.ts';
import { createShowPoints } from '../../lambdas/loyalty/show-points.ts';
import { startTable, type TestTable } from './engine.ts';

const NOW = new Date('2026-03-01T04:00:00.000Z');
const LOTS = 120;
const LOTS_A_WRITE = 60;
const settings = {
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  expiry: { kind: 'afterDays', days: 365 },
  dueShardCount: 1,
  clock: () => NOW,
  adjustments: { writeMax: 1_000, adminMax: 1_000 },
  redemption: { minorUnitsPerPoint: 1, pointsMin: 1, orderShareMax: 100, holdMinutes: 30 },
} as const;

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

const openLedger = () => createLedgerStore(table, createItemReader(table), settings);

/** A member with a point of each of many days, the first of which is over. */
async function memberWithLots(memberId: string) {
  const ledger = openLedger();
  const at = NOW.toISOString();
  for (let first = 0; first < LOTS; first += LOTS_A_WRITE) {
    const lots = Array.from({ length: LOTS_A_WRITE }, (_, n) => ({
      kind: 'ADD_ACTIVE' as const,
      lot: { memberId, expiryDay: addDays('2026-03-01', first + n), points: 1 },
    }));
    const entry = { memberId, entryId: `ADJUST#${first}`, kind: 'ADJUST', occurredAt: at, recordedAt: at } as const;
    const entries = [{ ...entry, deltas: { active: LOTS_A_WRITE } }];
    await ledger.commit({ entries, lots, gainer: await ledger.account(memberId) });
  }
  return ledger;
}

const sum = (lots: readonly { readonly points: number }[]) => lots.reduce((all, { points }) => all + points, 0);

test('points of more days than a write takes from are spent: the oldest are made one first, and keep the later day', async () => {
  const ledger = await memberWithLots('m-1');
  const redeem = createRedeemPoints(ledger, settings, settings.clock);
  const order = { memberId: 'm-1', orderId: 'o-1', orderTotal: 100_000, requestHash: 'hash' };
  expect(await redeem({ ...order, points: 120, requestKey: 'too-many' })).toMatchObject({
    refusal: { code: 'INSUFFICIENT_POINTS' },
  });
  const redeemed = await redeem({ ...order, points: 110, requestKey: 'key' });
  expect(redeemed.ok && redeemed.value.allocation?.length).toBeLessThanOrEqual(40);
  expect(redeemed.ok && sum(redeemed.value.allocation ?? [])).toBe(110);
  const left = await ledger.activeLots('m-1');
  // What expired today is neither spent nor made to last.
  expect(left[0]).toMatchObject({ expiryDay: '2026-03-01', points: 1 });
  expect(sum(left)).toBe(10);
  expect((await ledger.account('m-1')).balance).toMatchObject({ active: 10, spent: 110 });
});

test('an operator takes points of more days than a write takes from', async () => {
  const ledger = await memberWithLots('m-2');
  const adjust = createAdjustPoints(ledger, settings, settings.clock);
  const taken = await adjust({
    memberId: 'm-2',
    points: -118,
    reason: 'a mistake',
    requestKey: 'take',
    requestHash: 'hash',
    apiKey: { keyId: 'k', kind: 'operator', scopes: ['admin'] },
  });
  expect(taken).toMatchObject({ ok: true });
  expect(sum(await ledger.activeLots('m-2'))).toBe(2);
});

test('a return takes from the points of its own order, though those of many days expire before', async () => {
  const ledger = await memberWithLots('m-3');
  const ports = { ledger, orders: createOrderStore(table, createItemReader(table)), clock: settings.clock };
  const earning = { ...settings, pointsPerUnit: 1, returnWindow: { from: 'payment', days: 0 }, debtMax: 0 } as const;
  const lines = [{ lineId: 'tea', quantity: 2, paid: 1_000 }];
  const paidAt = '2026-03-01T03:00:00.000Z';
  const paid = { memberId: 'm-3', orderId: 'o-3', paid: 1_000, lines, paidAt, isBackfill: false, causeHash: 'hash' };
  await createEarnPoints(ports, earning)(paid);
  await createReleasePoints(ledger, settings.clock)(keys.pendingLot('m-3', paidAt, 'o-3'));
  const back = { orderId: 'o-3', refundId: 'r-1', messageId: 'r-1', event: 'Order Returned', isWhole: false };
  const returned = { ...back, lines: [{ lineId: 'tea', quantity: 1 }], returnedAt: paidAt, causeHash: 'back' };
  await createReversePoints(ports, earning)(returned);
  expect(await ledger.activeLot(keys.activeLot('m-3', '2027-03-02'))).toMatchObject({ points: 5 });
  expect((await ledger.account('m-3')).balance.active).toBe(LOTS + 5);
});

test('what a member can spend is told though it is of more days than one reading has', async () => {
  const ledger = await memberWithLots('m-4');
  const view = await createShowPoints(
    { ledger, rewards: { rewards: async () => [] }, clock: settings.clock },
    settings,
  )('m-4');
  // One of them expired today.
  expect(view.ok && view.value.usable).toBe(LOTS - 1);
});
