import { afterAll, beforeAll, expect, test } from 'vitest';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { capAt } from '../../lambdas/loyalty/cap.ts';
import { createCapStore } from '../../lambdas/loyalty/cap-store.ts';
import { createEarnAction } from '../../lambdas/loyalty/earn-action.ts';
import { createEarnPoints } from '../../lambdas/loyalty/earn-points.ts';
import { createLedgerStore } from '../../lambdas/loyalty/ledger-store.ts';
import { createMergeAccounts } from '../../lambdas/loyalty/merge-accounts.ts';
import { createMergeCaps } from '../../lambdas/loyalty/merge-caps.ts';
import { createOrderStore } from '../../lambdas/loyalty/order-store.ts';
import { createRedeemReward } from '../../lambdas/loyalty/redeem-reward.ts';
import { createRewardStore } from '../../lambdas/loyalty/reward-store.ts';
import { createCancelRedemption } from '../../lambdas/loyalty/settle-redemption.ts';
import { startTable, type TestTable } from './engine.ts';

const AT = '2026-02-03T04:00:00.000Z';
const clock = () => new Date('2026-02-03T05:00:00.000Z');
const MONTHLY = { times: 2, per: 'month' } as const;
const SETTINGS = {
  ...{ currency: 'CNY', timeZone: 'Asia/Shanghai', pointsPerUnit: 1, debtMax: 0 },
  expiry: { kind: 'never' },
  returnWindow: { from: 'payment', days: 14 },
  rules: [{ id: 'double', multiplier: 2, cap: { times: 1, per: 'month' } }],
  ...{ dueShardCount: 1, clock },
} as const;

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

function open() {
  const reader = createItemReader(table);
  const ledger = createLedgerStore(table, reader, SETTINGS);
  const orders = createOrderStore(table, reader);
  const caps = createCapStore(table);
  const earnAction = createEarnAction(ledger, SETTINGS, clock);
  const earnPoints = createEarnPoints({ orders, ledger, clock }, SETTINGS);
  const mergeAccounts = createMergeAccounts(ledger, SETTINGS, clock);
  return {
    ...{ reader, ledger, caps, mergeCaps: createMergeCaps(caps, ledger) },
    async checkIn(memberId: string, occasion: string): Promise<number> {
      const action = {
        memberId,
        action: 'Checked In',
        occasion,
        occurredAt: AT,
        isBackfill: false,
        causeHash: occasion,
      };
      const earned = await earnAction(action, { points: 5, cap: MONTHLY });
      return earned.ok ? earned.value.points : -1;
    },
    async pay(memberId: string, orderId: string): Promise<number> {
      const lines = [{ lineId: 'mug', quantity: 1, paid: 1_000 }];
      const paid = { memberId, orderId, paid: 1_000, lines, paidAt: AT, causeHash: orderId };
      const earned = await earnPoints({ ...paid, isBackfill: false });
      return earned.ok ? earned.value.order.points : -1;
    },
    close: (fromId: string, toId: string) =>
      mergeAccounts({ fromId, toId, isDryRun: false, requestKey: fromId, requestHash: 'hash', keyId: 'k' }),
  };
}

test('what a member earned before counts after a merge too, under either id, and once however often it is merged', async () => {
  const { checkIn, close, mergeCaps, caps } = open();
  expect([await checkIn('old', 'a'), await checkIn('new', 'b')]).toEqual([5, 5]);
  await close('old', 'new');
  await Promise.all([mergeCaps('old', 'new'), mergeCaps('old', 'new')]);
  await mergeCaps('old', 'new');
  expect((await caps.counts('new')).map(({ times }) => times)).toEqual([2]);
  expect(await caps.counts('old')).toEqual([]);
  expect([await checkIn('new', 'c'), await checkIn('old', 'd')]).toEqual([0, 0]);
  // What was booked before is answered as before.
  expect(await checkIn('old', 'a')).toBe(5);
});

test('a rule that is for one order a month is not for another under the other id', async () => {
  const { pay, close, mergeCaps } = open();
  expect(await pay('buyer', 'o-1')).toBe(20);
  await close('buyer', 'heir');
  await mergeCaps('buyer', 'heir');
  expect([await pay('heir', 'o-2'), await pay('buyer', 'o-3')]).toEqual([10, 10]);
});

test('a reward that was bought under the old id counts for the new, and does no more when it is given back', async () => {
  const { ledger, reader, close, mergeCaps } = open();
  const rewards = createRewardStore(table, reader);
  await rewards.define({ rewardId: 'mug', name: { en: 'Mug', zh: '马克杯' }, points: 10, perMember: 1 });
  const entry = { memberId: 'fan', entryId: 'ADJUST#gift', kind: 'ADJUST', occurredAt: AT, recordedAt: AT } as const;
  await ledger.commit({
    entries: [{ ...entry, deltas: { active: 100 } }],
    lots: [{ kind: 'ADD_ACTIVE', lot: { memberId: 'fan', expiryDay: 'never', points: 100 } }],
    gainer: await ledger.account('fan'),
  });
  const redeem = createRedeemReward({ ledger, rewards, clock }, SETTINGS);
  const buy = (memberId: string, requestKey: string) =>
    redeem({ memberId, rewardId: 'mug', requestKey, requestHash: requestKey });
  const first = await buy('fan', 'r-1');
  await close('fan', 'fan-2');
  await mergeCaps('fan', 'fan-2');
  expect(await buy('fan-2', 'r-2')).toMatchObject({ ok: false });
  const cancel = createCancelRedemption({ ledger, timeZone: 'Asia/Shanghai', clock });
  await cancel('fan', first.ok ? first.value.redemptionId : '');
  expect(await buy('fan-2', 'r-3')).toMatchObject({ ok: true });
});

test('more counts than one write takes are moved, by two who do it at once', async () => {
  const { caps, ledger, mergeCaps } = open();
  const days = Array.from({ length: 120 }, (_, index) => new Date(Date.parse(AT) - index * 86_400_000).toISOString());
  for (const at of days) {
    const cap = capAt({ memberId: 'many', name: 'Checked In', at }, { times: 3, per: 'day' }, 'Asia/Shanghai');
    const entry = { memberId: 'many', entryId: `E#${at}`, kind: 'ADJUST', occurredAt: at, recordedAt: at } as const;
    await ledger.commit({ entries: [{ ...entry, deltas: {} }], lots: [], cap });
  }
  await Promise.all([mergeCaps('many', 'one'), mergeCaps('many', 'one')]);
  expect(await caps.counts('many')).toEqual([]);
  const moved = await caps.counts('one');
  expect(moved).toHaveLength(50);
  expect(new Set(moved.map(({ times }) => times))).toEqual(new Set([1]));
  expect(moved.every(({ ttlEpochSeconds }) => ttlEpochSeconds !== undefined)).toBe(true);
});
