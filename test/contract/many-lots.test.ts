import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays } from '../../lambdas/kernel/calendar.ts';
import { createItemReader } from '../../lambdas/kernel/table/batches.ts';
import { createAdjustPoints } from '../../lambdas/loyalty/adjust-points.ts';
import { createLedgerStore } from '../../lambdas/loyalty/ledger-store.ts';
import { createRedeemPoints } from '../../lambdas/loyalty/redeem-points.ts';
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
