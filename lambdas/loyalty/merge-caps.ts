import { BusyError } from '../kernel/busy-error.ts';
import type { CapStore } from './cap-store.ts';
import { findHolder } from './find-holder.ts';
import type { LedgerStore } from './ledger-store.ts';

/** Far more than a member comes to in all periods that are remembered. */
const PAGES_MAX = 100;

/**
 * Counts what a member earned and bought against the limits of whom it was merged into. The account is closed by then,
 * so that its counts stand still; stopped halfway, the rest follows when it is asked again.
 */
export const createMergeCaps =
  (caps: CapStore, ledger: Pick<LedgerStore, 'account'>) =>
  async (fromId: string, toId: string): Promise<void> => {
    const { holderId } = await findHolder(ledger, toId);
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const counts = await caps.counts(fromId);
      if (counts.length === 0) return;
      await caps.move(counts, holderId);
    }
    throw new BusyError(`the limits of member ${fromId} are not all moved after ${PAGES_MAX} pages`);
  };
