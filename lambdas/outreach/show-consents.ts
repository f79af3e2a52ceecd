import { createFindOutreach } from './find-outreach.ts';
import type { OutreachStore } from './outreach-store.ts';

/** What a member said, as it holds now, and how it came to that: the proof of it. */
export const createShowConsents = (outreach: Pick<OutreachStore, 'outreach' | 'history'>) => {
  const findOutreach = createFindOutreach(outreach);
  return async (memberId: string) => {
    const found = await findOutreach(memberId);
    const history = await outreach.history(found.memberId);
    return { memberId: found.memberId, consents: Object.values(found.consents), history };
  };
};
