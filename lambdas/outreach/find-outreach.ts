import type { MemberOutreach } from './member-outreach.ts';
import type { OutreachStore } from './outreach-store.ts';

export type ConsentStore = Pick<OutreachStore, 'outreach' | 'replace'>;

const FORWARDS_MAX = 5;

/** What is kept of a member's outreach, or of whom the member became. */
export const createFindOutreach =
  (outreach: Pick<ConsentStore, 'outreach'>) =>
  async (memberId: string): Promise<MemberOutreach> => {
    let id = memberId;
    for (let forwards = 0; forwards <= FORWARDS_MAX; forwards += 1) {
      const found = await outreach.outreach(id);
      if (found.forwardTo === undefined) return found;
      id = found.forwardTo;
    }
    throw new Error(`member ${memberId} is forwarded more than ${FORWARDS_MAX} times`);
  };
