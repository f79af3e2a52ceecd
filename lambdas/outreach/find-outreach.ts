import { followToEnd } from '../kernel/follow-member.ts';
import type { MemberOutreach } from './member-outreach.ts';
import type { OutreachStore } from './outreach-store.ts';

export type ConsentStore = Pick<OutreachStore, 'outreach' | 'replace'>;

/** What is kept of a member's outreach, or of whom the member became. */
export const createFindOutreach =
  (outreach: Pick<ConsentStore, 'outreach'>) =>
  async (memberId: string): Promise<MemberOutreach> =>
    (await followToEnd((id) => outreach.outreach(id), memberId)).kept;
