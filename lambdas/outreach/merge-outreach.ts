import { BusyError } from '../kernel/busy-error.ts';
import { joinFormerIds } from '../kernel/follow-member.ts';
import { mergeConsents } from './consent.ts';
import { createFindOutreach } from './find-outreach.ts';
import { addSlots, type MemberOutreach } from './member-outreach.ts';
import type { OutreachStore } from './outreach-store.ts';

const ATTEMPTS_MAX = 10;

/**
 * Makes the outreach of two members one: of their consents the stricter holds, and what both were sent counts against
 * the caps of one. It is one write, since a slot may be given back meanwhile: of a member who is open its copy would stay
 * with the other.
 */
export const createMergeOutreach = (outreach: Pick<OutreachStore, 'outreach' | 'replace' | 'close'>) => {
  const findOutreach = createFindOutreach(outreach);
  return async (fromId: string, toId: string, now: Date): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const from = await outreach.outreach(fromId);
      if (from.forwardTo !== undefined) return;
      // Of who never said or was sent anything there is only to say where it is: the next word counts for the other.
      const closed = from.version > 0 ? await close(from, now) : await outreach.replace({ ...from, forwardTo: toId });
      if (closed === 'KEPT') return;
    }
    throw new BusyError(`the outreach of member ${toId} changed ${ATTEMPTS_MAX} times in a row`);

    async function close(from: MemberOutreach, now: Date) {
      const to = await findOutreach(toId);
      const consents = mergeConsents(to.consents, from.consents);
      const formerIds = joinFormerIds(to, from);
      return outreach.close(from, addSlots({ ...to, consents, formerIds }, from.slots, now));
    }
  };
};
