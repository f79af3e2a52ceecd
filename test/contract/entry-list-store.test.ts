import { afterAll, beforeAll, expect, test } from 'vitest';
import { createItemReader, createItemWriter } from '../../lambdas/kernel/table/batches.ts';
import { keys } from '../../lambdas/kernel/table/keys.ts';
import { createEarnAction } from '../../lambdas/loyalty/earn-action.ts';
import { createEarnPoints } from '../../lambdas/loyalty/earn-points.ts';
import { createEntryListStore } from '../../lambdas/loyalty/entry-list-store.ts';
import { createLedgerStore } from '../../lambdas/loyalty/ledger-store.ts';
import { createMergeAccounts } from '../../lambdas/loyalty/merge-accounts.ts';
import { createOrderStore } from '../../lambdas/loyalty/order-store.ts';
import { createReversePoints } from '../../lambdas/loyalty/reverse-points.ts';
import { startTable, type TestTable } from './engine.ts';

const clock = () => new Date('2026-03-01T00:00:00.000Z');
const noonOf = (day: string) => `${day}T04:00:00.000Z`;
const SETTINGS = {
  ...{ currency: 'CNY', timeZone: 'Asia/Shanghai', pointsPerUnit: 1, debtMax: 0, dueShardCount: 1, clock },
  expiry: { kind: 'never' },
  returnWindow: { from: 'payment', days: 14 },
} as const;

const merge = { requestKey: 'k', requestHash: 'h', keyId: 'key', isDryRun: false };

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

test('orders of a day and later are listed with what came back of them, and nothing else that was booked', async () => {
  const reader = createItemReader(table);
  const ledger = createLedgerStore(table, reader, SETTINGS);
  const orders = createOrderStore(table, reader);
  const earnPoints = createEarnPoints({ orders, ledger, clock }, SETTINGS);
  const reversePoints = createReversePoints({ orders, ledger, clock }, SETTINGS);
  const pay = (memberId: string, orderId: string, day: string) =>
    earnPoints({
      ...{ memberId, orderId, paid: 1_000, lines: [{ lineId: 'mug', quantity: 1, paid: 1_000 }] },
      ...{ paidAt: noonOf(day), causeHash: orderId, isBackfill: false },
    });
  await pay('m-1', 'before', '2026-02-02');
  await pay('m-1', 'first', '2026-02-03');
  await pay('m-1', 'second', '2026-02-20');
  await pay('m-10', 'of-another', '2026-02-20');
  for (const orderId of ['before', 'second']) {
    await reversePoints({
      ...{ memberId: 'm-1', orderId, refundId: 'r', messageId: orderId, event: 'Order Refunded', lines: [] },
      ...{ amount: 300, isWhole: false, returnedAt: noonOf('2026-02-21'), causeHash: orderId },
    });
  }
  const action = { memberId: 'm-1', action: 'Checked In', occasion: 'a', occurredAt: noonOf('2026-02-22') };
  await createEarnAction(ledger, SETTINGS, clock)({ ...action, isBackfill: false, causeHash: 'a' }, { points: 5 });
  // What was booked stays where it is, and what is told of the old id later is booked under the new one.
  await createMergeAccounts(ledger, SETTINGS, clock)({ ...merge, fromId: 'm-1', toId: 'm-2' });
  await pay('m-1', 'late', '2026-02-21');
  const ordersOf = async (memberId: string) =>
    (await createEntryListStore(table).ofOrders(memberId, '2026-02-03')).map((entry) => [
      ...[entry.memberId, entry.kind, entry.orderId, entry.orderDay, entry.sums],
    ]);
  expect(await ordersOf('m-1')).toEqual([
    ['m-1', 'EARN_PENDING', 'first', '2026-02-03', { orderCount: 1, paidMinor: 1_000 }],
    ['m-1', 'EARN_PENDING', 'second', '2026-02-20', { orderCount: 1, paidMinor: 1_000 }],
    ['m-1', 'REVERSE_EARN', 'second', '2026-02-20', { returnedMinor: 300 }],
  ]);
  expect(await ordersOf('m-2')).toEqual([
    ['m-2', 'EARN_PENDING', 'late', '2026-02-21', { orderCount: 1, paidMinor: 1_000 }],
  ]);
  expect(await ordersOf('m-nobody')).toEqual([]);
});

test('orders are listed over several pages, also those behind one in which none is of the day', async () => {
  const write = createItemWriter(table);
  const at = noonOf('2026-02-03');
  const put = (orderId: string, orderDay: string) =>
    write({
      ...keys.ledgerEntry('busy', `EARN#${orderId}`),
      ...{ entityType: 'LedgerEntry', memberId: 'busy', entryId: `EARN#${orderId}`, kind: 'EARN_PENDING', deltas: {} },
      ...{ orderId, orderDay, occurredAt: at, recordedAt: at },
    });
  const ids = Array.from({ length: 1_001 }, (_, index) => String(index).padStart(4, '0'));
  await Promise.all(ids.map((orderId) => put(orderId, Number(orderId) < 600 ? '2026-01-01' : '2026-02-03')));
  const found = await createEntryListStore(table).ofOrders('busy', '2026-02-01');
  expect(found.map(({ orderId }) => orderId)).toEqual(ids.slice(600));
});
