import type { Clock } from '../kernel/clock.ts';
import type { ItemKey } from '../kernel/table/keys.ts';
import type { CommitAnswer } from './ledger-change.ts';
import type { LedgerStore } from './ledger-store.ts';
import { releaseLot } from './lot-release.ts';

const ATTEMPTS_MAX = 5;

/** Releases the pending lot at a key. Nothing there any more means that it was released, moved or taken back: nothing to do. */
export const createReleasePoints =
  (ledger: Pick<LedgerStore, 'pendingLot' | 'account' | 'commit'>, clock: Clock) =>
  async (key: ItemKey): Promise<void> => {
    const memberId = key.PK.slice('MEMBER#'.length);
    let answer: CommitAnswer | undefined;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const [lot, account] = await Promise.all([ledger.pendingLot(key), ledger.account(memberId)]);
      if (lot === undefined) return;
      answer = await ledger.commit(releaseLot(lot, account, clock()));
      if (answer === 'COMMITTED') return;
    }
    // Released, and waiting all the same: no rule leads here, and no further try helps.
    throw new Error(`lot ${key.SK} was not released in ${ATTEMPTS_MAX} attempts: ${answer}`);
  };

export type ReleasePoints = ReturnType<typeof createReleasePoints>;
