import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { ItemKey } from '../kernel/table/keys.ts';
import { currentExpiryStep } from './expiry.ts';
import type { LedgerStore } from './ledger-store.ts';
import { takeExpiryStep } from './lot-expiry.ts';

const ATTEMPTS_MAX = 8;

/**
 * Takes the step that the lot at a key has come to: a notice, or its expiry. Nothing there, or nothing due any more,
 * means that it was spent, moved or done before.
 */
export const createExpirePoints =
  (ledger: Pick<LedgerStore, 'activeLot' | 'commit'>, { timeZone }: { readonly timeZone: string }, clock: Clock) =>
  async (key: ItemKey): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const now = clock();
      const lot = await ledger.activeLot(key);
      if (lot?.dueAt === undefined || lot.dueAt > now.toISOString()) return;
      const step = currentExpiryStep(lot.expiryDay, now, timeZone);
      if (step === undefined) throw new Error(`lot ${key.SK} is due before it has a step to take`);
      if ((await ledger.commit(takeExpiryStep(lot, step, timeZone, now))) === 'COMMITTED') return;
    }
    throw new BusyError(`lot ${key.SK} changed ${ATTEMPTS_MAX} times in a row`);
  };

export type ExpirePoints = ReturnType<typeof createExpirePoints>;
