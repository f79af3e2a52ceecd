import { afterAll, beforeAll, expect, test } from 'vitest';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { createEarnPoints } from '../../lambdas/loyalty/earn-points.ts';
import { createEntryListStore } from '../../lambdas/loyalty/entry-list-store.ts';
import { createLedgerStore } from '../../lambdas/loyalty/ledger-store.ts';
import { createMergeAccounts } from '../../lambdas/loyalty/merge-accounts.ts';
import { createOrderStore } from '../../lambdas/loyalty/order-store.ts';
import { startTable, type TestTable } from './engine.ts';

const clock = () => new Date('2026-03-01T00:00:00.000Z');
const SETTINGS = {
  ...{ currency: 'CNY', timeZone: 'Asia/Shanghai', pointsPerUnit: 1, debtMax: 0 },
  expiry: { kind: 'never' },
  returnWindow: { from: 'payment', days: 14 },
  ...{ dueShardCount: 1, clock },
} as const;
const ORDERS = 30;

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

test('what a member paid for is told under the id that it was booked under, and nothing that is older', async () => {
  const reader = createItemReader(table);
  const ledger = createLedgerStore(table, reader, SETTINGS);
  const earnPoints = createEarnPoints({ orders: createOrderStore(table, reader), ledger, clock }, SETTINGS);
  const { paidOrders } = createEntryListStore(table);
  const paidAt = (index: number) => `2026-01-${String(index + 1).padStart(2, '0')}T04:00:00.000Z`;
  const pay = (memberId: string, orderId: string, index: number) => {
    const lines = [{ lineId: 'mug', quantity: 1, paid: 1_000 + index }];
    const order = { memberId, orderId, paid: 1_000 + index, lines, paidAt: paidAt(index), causeHash: orderId };
    return earnPoints({ ...order, isBackfill: false });
  };
  for (let index = 0; index < ORDERS; index += 1) await pay('m-old', `o-${index}`, index);
  const request = { requestKey: 'k', requestHash: 'h', keyId: 'key' };
  await createMergeAccounts(ledger, SETTINGS, clock)({ fromId: 'm-old', toId: 'm-new', isDryRun: false, ...request });
  await pay('m-old', 'o-late', ORDERS);
  const told = await paidOrders('m-old', paidAt(10));
  expect(told.map(({ orderId }) => Number(orderId.slice(2))).sort((a, b) => a - b)).toEqual(
    Array.from({ length: ORDERS - 10 }, (_, index) => index + 10),
  );
  expect(told.find(({ orderId }) => orderId === 'o-10')).toEqual({
    ...{ memberId: 'm-old', orderId: 'o-10', paidMinor: 1_010, paidAt: paidAt(10) },
  });
  expect(await paidOrders('m-new', paidAt(0))).toEqual([
    { memberId: 'm-new', orderId: 'o-late', paidMinor: 1_000 + ORDERS, paidAt: paidAt(ORDERS) },
  ]);
});
