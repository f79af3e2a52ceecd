import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { CareStore } from './care-store.ts';
import { joinCare } from './member-care.ts';
import { createReadCare } from './read-care.ts';

const ATTEMPTS_MAX = 10;

/**
 * Holds back from the one member, or whom that became meanwhile, what was held back from the other, and closes the other
 * in the same write: what begins there from now on holds the one member, too. Done again it changes nothing.
 */
export const createMergeCare =
  (store: Pick<CareStore, 'care' | 'commit'>, clock: Clock) =>
  async (fromId: string, toId: string): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const [from, to] = await Promise.all([store.care(fromId), createReadCare(store)(toId)]);
      if (from.forwardTo !== undefined) return;
      // Its own hold stays readable: whoever looks at the old member in these seconds does not advertise either.
      const closed = { ...from, forwardTo: toId };
      if ((await store.commit({ care: joinCare(to, from, clock()), closed })) === 'KEPT') return;
    }
    throw new BusyError(`what is made good with member ${toId} changed ${ATTEMPTS_MAX} times in a row`);
  };
