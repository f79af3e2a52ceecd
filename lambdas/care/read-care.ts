import { followToEnd } from '../kernel/follow-member.ts';
import type { CareStore } from './care-store.ts';
import type { MemberCare } from './member-care.ts';

/** Reads what is made good with a member, or with whom it was merged into: advertising is held back from that one. */
export const createReadCare =
  (store: Pick<CareStore, 'care'>) =>
  async (memberId: string): Promise<MemberCare> =>
    (await followToEnd((id) => store.care(id), memberId)).kept;
