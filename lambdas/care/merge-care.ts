import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { CareStore } from './care-store.ts';
import { joinCare } from './member-care.ts';
import { createReadCare } from './read-care.ts';
import type { RecoverySettings } from './recovery.ts';
import { createSettleRecovery } from './settle-recovery.ts';

const ATTEMPTS_MAX = 10;

/**
 * Holds back from the one member, or whom that became meanwhile, what was held back from the other, and closes the other
 * in the same write: what begins there from now on holds the one member, too. What was rated well under the other id is
 * right again from then on. Done again it changes nothing.
 */
export const createMergeCare = (store: CareStore, clock: Clock, settings: RecoverySettings) => {
  const settle = createSettleRecovery(store, clock, settings);
  return async (fromId: string, toId: string): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const [from, to] = await Promise.all([store.care(fromId), createReadCare(store)(toId)]);
      // Its own hold stays readable: whoever looks at the old member in these seconds does not advertise either.
      const closed = { ...from, forwardTo: toId };
      const isClosed =
        from.forwardTo !== undefined || (await store.commit({ care: joinCare(to, from, clock()), closed })) === 'KEPT';
      if (!isClosed) continue;
      for (const ticketId of new Set([from.live, to.live])) if (ticketId !== undefined) await settle(toId, ticketId);
      return;
    }
    throw new BusyError(`what is made good with member ${toId} changed ${ATTEMPTS_MAX} times in a row`);
  };
};
