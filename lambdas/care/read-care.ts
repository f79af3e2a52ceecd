import type { CareStore } from './care-store.ts';
import type { MemberCare } from './member-care.ts';

const FORWARDS_MAX = 5;

/** Reads what is made good with a member, or with whom it was merged into: advertising is held back from that one. */
export const createReadCare =
  (store: Pick<CareStore, 'care'>) =>
  async (memberId: string): Promise<MemberCare> => {
    let id = memberId;
    for (let forwards = 0; forwards <= FORWARDS_MAX; forwards += 1) {
      const care = await store.care(id);
      if (care.forwardTo === undefined) return care;
      id = care.forwardTo;
    }
    throw new Error(`member ${memberId} is forwarded more than ${FORWARDS_MAX} times`);
  };
