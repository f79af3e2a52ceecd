import { BusyError } from '../kernel/busy-error.ts';
import { mergeConsents } from './consent.ts';
import { createFindOutreach } from './find-outreach.ts';
import { addSlots } from './member-outreach.ts';
import type { OutreachStore } from './outreach-store.ts';

const ATTEMPTS_MAX = 10;

/**
 * Makes the outreach of two members one: of their consents the stricter holds, and what both were sent counts against
 * the caps of one. The first is closed at last, and only if the other has all that it says: so whoever finds it closed
 * knows by the other what was sent.
 */
export const createMergeOutreach = (outreach: Pick<OutreachStore, 'outreach' | 'replace'>) => {
  const findOutreach = createFindOutreach(outreach);
  return async (fromId: string, toId: string, now: Date): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const from = await outreach.outreach(fromId);
      if (from.forwardTo !== undefined) return;
      const to = await findOutreach(toId);
      const consents = mergeConsents(to.consents, from.consents);
      // Of who never said or was sent anything there is only to say where it is: the next word counts for the other.
      const hasSaid = from.version > 0;
      if (hasSaid && (await outreach.replace(addSlots({ ...to, consents }, from.slots, now))) !== 'KEPT') continue;
      if ((await outreach.replace({ ...from, forwardTo: toId })) === 'KEPT') return;
    }
    throw new BusyError(`the outreach of member ${toId} changed ${ATTEMPTS_MAX} times in a row`);
  };
};
