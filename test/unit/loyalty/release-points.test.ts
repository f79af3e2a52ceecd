import { expect, test } from 'vitest';
import type { PendingLot } from '../../../lambdas/loyalty/lot.ts';
import { createReleasePoints } from '../../../lambdas/loyalty/release-points.ts';
import type { ReleaseStore } from '../../../lambdas/loyalty/release-store.ts';
import { lotKey } from './memory-ledger.ts';
import { RECORDED_AT } from './orders.ts';

const LOT: PendingLot = {
  memberId: 'm-1',
  orderId: 'o-1',
  points: 128,
  releaseAt: '2026-02-17T04:00:00.000Z',
  expiryDay: '2027-02-04',
};

/** A store whose lot somebody else changes before each of the first attempts, each time by a point. */
function contendedStore(lot: PendingLot | undefined, changes: number) {
  let waiting = lot;
  const released: number[] = [];
  let attempts = 0;
  const store: ReleaseStore = {
    pendingLot: async () => waiting,
    async release(read, entry) {
      attempts += 1;
      if (waiting !== undefined && attempts <= changes) waiting = { ...waiting, points: waiting.points - 1 };
      if (waiting?.points !== read.points) return 'CHANGED_MEANWHILE';
      waiting = undefined;
      released.push(entry.deltas.active ?? 0);
      return 'RELEASED';
    },
  };
  return { releasePoints: createReleasePoints(store, () => RECORDED_AT), released, attemptCount: () => attempts };
}

test('a lot that waits is released, and released again it changes nothing', async () => {
  const { releasePoints, released, attemptCount } = contendedStore(LOT, 0);
  await releasePoints(lotKey(LOT));
  await releasePoints(lotKey(LOT));
  expect([released, attemptCount()]).toEqual([[128], 1]);
});

test('where no lot waits there is nothing to do', async () => {
  const { releasePoints, attemptCount } = contendedStore(undefined, 0);
  await releasePoints(lotKey(LOT));
  expect(attemptCount()).toBe(0);
});

test('a lot that changed since it was read is read again, and released as it is then', async () => {
  const { releasePoints, released } = contendedStore(LOT, 3);
  await releasePoints(lotKey(LOT));
  expect(released).toEqual([125]);
});

test('a lot that changes every time is given up after five attempts, and named', async () => {
  const { releasePoints, released, attemptCount } = contendedStore(LOT, Number.POSITIVE_INFINITY);
  await expect(releasePoints(lotKey(LOT))).rejects.toThrow(
    'lot LOT#P#2026-02-17T04:00:00.000Z#o-1 changed 5 times in a row',
  );
  expect([released, attemptCount()]).toEqual([[], 5]);
});

test('a lot that somebody else took away meanwhile is done with', async () => {
  let reads = 0;
  const store: ReleaseStore = {
    async pendingLot() {
      reads += 1;
      return reads === 1 ? LOT : undefined;
    },
    release: async () => 'CHANGED_MEANWHILE',
  };
  await createReleasePoints(store, () => RECORDED_AT)(lotKey(LOT));
  expect(reads).toBe(2);
});
