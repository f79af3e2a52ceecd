import { expect, test } from 'vitest';
import { keys } from '../../../lambdas/kernel/table/keys.ts';
import type { CommitAnswer } from '../../../lambdas/loyalty/ledger-change.ts';
import type { PendingLot } from '../../../lambdas/loyalty/lot.ts';
import { createReleasePoints } from '../../../lambdas/loyalty/release-points.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { paidOrder, RECORDED_AT, returnOf } from './orders.ts';
import { createShop } from './shop.ts';
import { atEveryStop, stopping } from './stops.ts';

const KEY = keys.pendingLot('m-1', '2026-02-17T04:00:00.000Z', 'o-1');

async function shopWithOrder() {
  const memory = createMemoryLedger();
  const shop = createShop(memory);
  await shop.earnPoints(paidOrder());
  return { ...shop, memory };
}

test('a lot that waits is released, and released again it changes nothing', async () => {
  const { release, held, memory } = await shopWithOrder();
  await Promise.all([release(KEY), release(KEY), release(KEY)]);
  await release(KEY);
  expect(await held('m-1')).toEqual({ active: 128 });
  expect(await memory.entriesOf('m-1')).toHaveLength(2);
});

test('where no lot waits there is nothing to do', async () => {
  const { release, held } = createShop(createMemoryLedger());
  await release(KEY);
  expect(await held('m-1')).toEqual({});
});

test('of a lot from which something came back the rest is released', async () => {
  const { release, reversePoints, held } = await shopWithOrder();
  await reversePoints(returnOf({ amount: 2_850 }));
  await release(KEY);
  expect(await held('m-1')).toEqual({ active: 100 });
});

test('stopped at any step and fired again, a lot is released once', async () => {
  const stops = await atEveryStop(async (stop) => {
    const { memory, release, held } = await shopWithOrder();
    const { stores, isStopped } = stopping(memory, stop);
    await createShop(stores)
      .release(KEY)
      .catch(() => undefined);
    await release(KEY);
    expect(await held('m-1')).toEqual({ active: 128 });
    return { isStopped: isStopped() };
  });
  expect(stops).toBeGreaterThanOrEqual(6);
});

/** A ledger whose lot somebody else changes before each of the first commits, each time by a point. */
async function contended(changes: number) {
  const { memory } = await shopWithOrder();
  let lot = await memory.ledger.pendingLot(KEY);
  let attempts = 0;
  const committed: number[] = [];
  const ledger = {
    ...memory.ledger,
    pendingLot: async (): Promise<PendingLot | undefined> => lot,
    async commit({ entries }: { readonly entries: readonly { readonly deltas: { readonly active?: number } }[] }) {
      attempts += 1;
      if (attempts <= changes && lot !== undefined) {
        lot = { ...lot, points: lot.points - 1 };
        return 'CHANGED_MEANWHILE' as CommitAnswer;
      }
      lot = undefined;
      committed.push(entries[0]?.deltas.active ?? 0);
      return 'COMMITTED' as CommitAnswer;
    },
  };
  return { release: createReleasePoints(ledger as never, () => RECORDED_AT), committed };
}

test('a lot that changed since it was read is read again, and released as it is then', async () => {
  const { release, committed } = await contended(3);
  await release(KEY);
  expect(committed).toEqual([125]);
});

test('a lot that changes every time is given up after five attempts, and named', async () => {
  const { release, committed } = await contended(Number.POSITIVE_INFINITY);
  await expect(release(KEY)).rejects.toThrow(`lot ${KEY.SK} was not released in 5 attempts`);
  expect(committed).toEqual([]);
});
