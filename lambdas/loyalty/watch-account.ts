import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { type ReviewSettings, reviewAccount } from './account-review.ts';
import type { LedgerStore } from './ledger-store.ts';

const ATTEMPTS_MAX = 20;

/** Does what has come due in a member's account, until nothing is due any more. Done again it changes nothing. */
export const createWatchAccount =
  (ledger: Pick<LedgerStore, 'account' | 'activeLots' | 'commit'>, settings: ReviewSettings, clock: Clock) =>
  async (memberId: string): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const account = await ledger.account(memberId);
      const now = clock();
      if (account.dueAt === undefined || account.dueAt > now.toISOString()) return;
      // Read after the account: what changes in between changes the account too, and the write fails.
      const lots = await ledger.activeLots(memberId);
      await ledger.commit(reviewAccount(memberId, account, lots, settings, now));
    }
    throw new BusyError(`the account of member ${memberId} was due ${ATTEMPTS_MAX} times in a row`);
  };

export type WatchAccount = ReturnType<typeof createWatchAccount>;
