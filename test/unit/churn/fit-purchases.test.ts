import { expect, test } from 'vitest';
import { type CountedPurchases, type CountedSpend, createFitPurchases } from '../../../lambdas/churn/fit-purchases.ts';
import type { ModelStore } from '../../../lambdas/churn/model-store.ts';
import type { PurchaseModel } from '../../../lambdas/churn/purchase-model.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { createRandom, simulateShop, simulateSpend } from './simulated.ts';
import { noonOf } from './watching.ts';

const TODAY = '2026-06-01';
const SPEND_BEFORE = { p: 6.25, q: 3.74, gamma: 15.44 };

/** Buyers of the last half year as they are counted, and what they spent. */
const SHOP: readonly CountedPurchases[] = simulateShop({ r: 0.5, alpha: 20, a: 0.8, b: 2.5 }, 900, 180).map(
  ({ frequency, recency, age }) => {
    const firstDay = addDays(TODAY, -Math.round(age));
    // Several purchases on one day are one day of purchases.
    const lastDay = frequency === 0 ? firstDay : addDays(firstDay, Math.min(Math.round(age), Math.ceil(recency)));
    return { firstDay, lastDay, purchaseDays: frequency + 1, members: 1 };
  },
);
const random = createRandom(7);
const SPEND: readonly CountedSpend[] = Array.from({ length: 300 }, () => {
  const { meanValue } = simulateSpend(SPEND_BEFORE, 3, random);
  return { orders: 3, meanMinor: Math.max(1, Math.round(meanValue * 100)), members: 1 };
});

function fitRig(purchases: readonly CountedPurchases[], spend: readonly CountedSpend[] = SPEND) {
  let today = TODAY;
  let rows = purchases;
  let spent = spend;
  const kept: PurchaseModel[] = [];
  const models: ModelStore = {
    latest: async () => kept.at(-1),
    newest: async () => kept.at(-1),
    keep: async (model) => {
      if (kept.some(({ version }) => version === model.version)) return 'EXISTS';
      kept.push(model);
      return 'WRITTEN';
    },
  };
  const ports = {
    models,
    readPurchases: async () => rows,
    readSpend: async () => spent,
    clock: () => new Date(noonOf(today)),
  };
  return {
    runFit: createFitPurchases(ports, 'Asia/Shanghai'),
    kept,
    onDay: (day: string, more: readonly CountedPurchases[] = rows, moreSpend: readonly CountedSpend[] = spent) => {
      [today, rows, spent] = [day, more, moreSpend];
    },
  };
}

test('a fit is kept as a new version with its day, once a day', async () => {
  const { runFit, kept, onDay } = fitRig(SHOP);
  expect(await runFit()).toMatchObject({ kind: 'FITTED', model: { version: 1, day: TODAY, members: SHOP.length } });
  expect(await runFit()).toEqual({ kind: 'FITTED_BEFORE', version: 1 });
  onDay('2026-06-02');
  expect(await runFit()).toMatchObject({ kind: 'FITTED', model: { version: 2, day: '2026-06-02' } });
  expect(kept.map(({ version, day }) => [version, day])).toEqual([
    [1, TODAY],
    [2, '2026-06-02'],
  ]);
  expect(kept[0]?.spend).toBeDefined();
});

test('of two who fit at once one is kept, and the other says so', async () => {
  const { runFit, kept } = fitRig(SHOP);
  const outcomes = await Promise.all([runFit(), runFit()]);
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['FITTED', 'FITTED_BEFORE']);
  expect(kept).toHaveLength(1);
});

test.each([
  ['buyers', SHOP.slice(0, 200), { missing: 'buyers', expected: 500, given: 200 }],
  [
    'repeat buyers',
    SHOP.map((row) => ({ ...row, lastDay: row.firstDay, purchaseDays: 1 })),
    { missing: 'repeat buyers', expected: 100, given: 0 },
  ],
  ['nothing', [], { missing: 'buyers', expected: 500, given: 0 }],
])('with too few %s the model before stays, and what is missing is said', async (_, rows, missing) => {
  const { runFit, kept, onDay } = fitRig(SHOP);
  await runFit();
  onDay('2026-06-02', rows);
  expect(await runFit()).toEqual({ kind: 'REFUSED', refusal: { code: 'TOO_LITTLE_DATA', ...missing } });
  expect(kept.map(({ version }) => version)).toEqual([1]);
});

test('where too few have bought twice to know what they spend, the spend before stays with the purchases of today', async () => {
  const { runFit, kept, onDay } = fitRig(SHOP);
  await runFit();
  onDay('2026-06-02', SHOP, SPEND.slice(0, 10));
  expect(await runFit()).toMatchObject({ kind: 'FITTED', spendRefused: { code: 'TOO_LITTLE_DATA', given: 10 } });
  expect(kept[1]?.spend).toEqual(kept[0]?.spend);
  const none = fitRig(SHOP, []);
  await none.runFit();
  expect(none.kept[0]?.spend).toBeUndefined();
});

test('what is dated after today is not known yet: a first order is left out, and a last one was today', async () => {
  const ahead = addDays(TODAY, 1);
  const rows = [
    ...SHOP,
    { firstDay: ahead, lastDay: ahead, purchaseDays: 1, members: 40 },
    { firstDay: addDays(TODAY, -30), lastDay: ahead, purchaseDays: 2, members: 3 },
    // Both days of one who ordered tonight and, by a clock that is ahead, tomorrow.
    { firstDay: TODAY, lastDay: ahead, purchaseDays: 2, members: 2 },
    // Whom nobody is in any more.
    { firstDay: addDays(TODAY, -9), lastDay: addDays(TODAY, -9), purchaseDays: 1, members: 0 },
  ];
  const { runFit, kept } = fitRig(rows);
  expect(await runFit()).toMatchObject({ kind: 'FITTED' });
  expect(kept[0]?.members).toBe(SHOP.length + 5);
});

test('a row that can not be is told, and no model is made of it', async () => {
  const { runFit, kept } = fitRig([
    ...SHOP,
    { firstDay: TODAY, lastDay: addDays(TODAY, -1), purchaseDays: 2, members: 1 },
  ]);
  expect(await runFit()).toMatchObject({ kind: 'REFUSED', refusal: { code: 'IMPOSSIBLE_ROW' } });
  expect(kept).toEqual([]);
});
