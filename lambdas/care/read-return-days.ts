import { type ActiveDays, listActiveDays } from '../kernel/active-days.ts';
import { followToEnd } from '../kernel/follow-member.ts';
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

/** On which days a member, or whom it was merged into, was there. */
export const createReadReturnDays =
  (members: VisitingMembers) =>
  async (memberId: string): Promise<ReturnDays> => {
    const { kept } = await followToEnd((id) => members.profile(id), memberId);
    const { activeDays, orderDays } = kept?.profile ?? {};
    return { activeDays: listDays(activeDays), orderDays: listDays(orderDays) };
  };

const listDays = (days: ActiveDays | undefined) => (days === undefined ? [] : listActiveDays(days));
