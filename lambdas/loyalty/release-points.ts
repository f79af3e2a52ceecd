import type { Clock } from '../kernel/clock.ts';
import type { ItemKey } from '../kernel/table/keys.ts';
import type { LedgerStore } from './ledger-store.ts';
import { releaseLot } from './lot-release.ts';

const ATTEMPTS_MAX = 5;

/** Releases the pending lot at a key. Nothing there any more means that it was released, moved or taken back: nothing to do. */
export const createReleasePoints =
  (ledger: Pick<LedgerStore, 'pendingLot' | 'account' | 'commit'>, clock: Clock) =>
  async (key: ItemKey): Promise<void> => {
    const memberId = key.PK.slice('MEMBER#'.length);
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const [lot, { balance }] = await Promise.all([ledger.pendingLot(key), ledger.account(memberId)]);
      if (lot === undefined) return;
      const answer = await ledger.commit(releaseLot(lot, balance, clock()));
      if (answer === 'COMMITTED') return;
      // The lot waits, yet its release is in the ledger: no rule leads here.
      if (answer !== 'CHANGED_MEANWHILE') throw new Error(`lot ${key.SK} does not agree with the ledger: ${answer}`);
    }
    throw new Error(`lot ${key.SK} changed ${ATTEMPTS_MAX} times in a row`);
  };

export type ReleasePoints = ReturnType<typeof createReleasePoints>;
