import { expect, test } from 'vitest';
import { proveAccount } from '../../../lambdas/loyalty/account-proof.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { paidOrder, returnOf } from './orders.ts';
import { createShop } from './shop.ts';

async function books() {
  const memory = createMemoryLedger();
  const shop = createShop(memory);
  await shop.earnPoints(paidOrder());
  await shop.releaseAll('m-1');
  await shop.earnPoints(paidOrder({ orderId: 'o-2', paid: 5_000 }));
  await shop.reversePoints(returnOf({ orderId: 'o-2', amount: 1_000 }));
  const { ledger, entriesOf } = memory;
  const [account, entries] = [await ledger.account('m-1'), await entriesOf('m-1')];
  return {
    account,
    entries,
    pendingLots: await ledger.pendingLots('m-1', 9),
    activeLots: await ledger.activeLots('m-1'),
  };
}

test('books that the rules made hold', async () => {
  expect(proveAccount(await books())).toEqual([]);
});

test('each figure that is not what the entries say is named', async () => {
  const { account, entries, pendingLots, activeLots } = await books();
  const { balance, sums } = account;
  const broken = { ...account, balance: { ...balance, spent: 7 }, sums: { ...sums, orderCount: 3 } };
  const lots = activeLots.map((lot) => ({ ...lot, points: lot.points - 1 }));
  expect(proveAccount({ account: broken, entries, pendingLots, activeLots: lots })).toEqual([
    { figure: 'spent', booked: 7, expected: 0 },
    { figure: 'orderCount', booked: 3, expected: 2 },
    { figure: 'activeLots', booked: 127, expected: 128 },
  ]);
});
