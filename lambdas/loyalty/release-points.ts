import type { Clock } from '../kernel/clock.ts';
import type { ItemKey } from '../kernel/table/keys.ts';
import { releaseLot } from './lot-release.ts';
import type { ReleaseStore } from './release-store.ts';

const ATTEMPTS_MAX = 5;

/** Releases the pending lot at a key. Nothing there any more means that it was released, or taken back: nothing to do. */
export const createReleasePoints =
  (store: ReleaseStore, clock: Clock) =>
  async (key: ItemKey): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const lot = await store.pendingLot(key);
      if (lot === undefined || (await store.release(lot, releaseLot(lot, clock()))) === 'RELEASED') return;
    }
    throw new Error(`lot ${key.SK} changed ${ATTEMPTS_MAX} times in a row`);
  };

export type ReleasePoints = ReturnType<typeof createReleasePoints>;
