import { expect, test } from 'vitest';
import { createEarnPoints } from '../../../lambdas/loyalty/earn-points.ts';
import type { EarningStore } from '../../../lambdas/loyalty/earning-store.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { paidOrder, RECORDED_AT, SETTINGS } from './orders.ts';

const earningOver = (store: EarningStore) => createEarnPoints(store, SETTINGS, () => RECORDED_AT);

test('an order is credited, and waits as a lot', async () => {
  const ledger = createMemoryLedger();
  expect(await earningOver(ledger)(paidOrder())).toEqual({ ok: true, value: { points: 128 } });
  expect(ledger.balances.get('m-1')).toMatchObject({ pending: 128, active: 0, lifetimeEarned: 128 });
  expect([...ledger.pendingLots.values()].map(({ points }) => points)).toEqual([128]);
});

test('the same order a hundred times has the same answer each time, and one effect', async () => {
  const ledger = createMemoryLedger();
  const earnPoints = earningOver(ledger);
  const answers = await Promise.all(Array.from({ length: 100 }, () => earnPoints(paidOrder())));
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
    new Set(['{"ok":true,"value":{"points":128}}']),
  );
  expect(ledger.entries.size).toBe(1);
  expect(ledger.balances.get('m-1')?.pending).toBe(128);
});

test('the same order with other content is PAYLOAD_MISMATCH, names both digests, and changes nothing', async () => {
  const ledger = createMemoryLedger();
  const earnPoints = earningOver(ledger);
  await earnPoints(paidOrder());
  expect(await earnPoints(paidOrder({ revenue: '999', causeHash: 'hash-2' }))).toEqual({
    ok: false,
    refusal: { code: 'PAYLOAD_MISMATCH', expected: 'hash-1', given: 'hash-2' },
  });
  expect(ledger.balances.get('m-1')?.pending).toBe(128);
});

test('the same order id of another member is another order', async () => {
  const ledger = createMemoryLedger();
  const earnPoints = earningOver(ledger);
  await earnPoints(paidOrder());
  expect((await earnPoints(paidOrder({ memberId: 'm-2', causeHash: 'hash-2' }))).ok).toBe(true);
  expect(ledger.entries.size).toBe(2);
});

test('what the rules refuse does not reach the store', async () => {
  const ledger = createMemoryLedger();
  expect(await earningOver(ledger)(paidOrder({ currency: 'USD' }))).toMatchObject({
    refusal: { code: 'CURRENCY_MISMATCH' },
  });
  expect(ledger.entries.size).toBe(0);
});

test('an order too small for a point is recorded, and nothing waits', async () => {
  const ledger = createMemoryLedger();
  expect(await earningOver(ledger)(paidOrder({ revenue: '0.99' }))).toEqual({ ok: true, value: { points: 0 } });
  expect([ledger.entries.size, ledger.pendingLots.size]).toEqual([1, 0]);
});

test('a fault of the store is no refusal', async () => {
  const broken = { ...createMemoryLedger(), record: () => Promise.reject(new Error('no table')) };
  await expect(earningOver(broken)(paidOrder())).rejects.toThrow('no table');
});
