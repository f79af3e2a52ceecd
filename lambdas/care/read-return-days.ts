import { type ActiveDays, listActiveDays } from '../kernel/active-days.ts';
import type { ReturnDays } from './recovery.ts';

/** What others know of a member, and whom it was merged into. */
export interface VisitingMembers {
  profile(memberId: string): Promise<
    | {
        readonly profile: { readonly activeDays?: ActiveDays | undefined; readonly orderDays?: ActiveDays | undefined };
        readonly forwardTo?: string | undefined;
      }
    | undefined
  >;
}

const FORWARDS_MAX = 5;

/** On which days a member, or whom it was merged into, was there. */
export const createReadReturnDays =
  (members: VisitingMembers) =>
  async (memberId: string): Promise<ReturnDays> => {
    let id = memberId;
    for (let forwards = 0; forwards <= FORWARDS_MAX; forwards += 1) {
      const kept = await members.profile(id);
      if (kept?.forwardTo === undefined) {
        const { activeDays, orderDays } = kept?.profile ?? {};
        return { activeDays: listDays(activeDays), orderDays: listDays(orderDays) };
      }
      id = kept.forwardTo;
    }
    throw new Error(`member ${memberId} is forwarded more than ${FORWARDS_MAX} times`);
  };

const listDays = (days: ActiveDays | undefined) => (days === undefined ? [] : listActiveDays(days));
