import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { CareStore } from './care-store.ts';
import { joinCare } from './member-care.ts';

const ATTEMPTS_MAX = 10;

/**
 * Holds back from the one member what was held back from the other. What is made good goes on where it began; the hold
 * lasts to its end, also where a good rating ends it earlier.
 */
export const createMergeCare =
  (store: Pick<CareStore, 'care' | 'commit'>, clock: Clock) =>
  async (fromId: string, toId: string): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const [from, to] = await Promise.all([store.care(fromId), store.care(toId)]);
      const joined = joinCare(to, from, clock());
      if (joined === undefined || (await store.commit({ care: joined })) === 'KEPT') return;
    }
    throw new BusyError(`what is made good with member ${toId} changed ${ATTEMPTS_MAX} times in a row`);
  };
