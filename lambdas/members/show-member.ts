import type { Clock } from '../kernel/clock.ts';
import { followToEnd } from '../kernel/follow-member.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { describeMember, type OrderTotals, type PersonTraits, type ViewSettings } from './member-view.ts';
import { emptyProfile } from './profile.ts';
import type { ProfileStore } from './profile-store.ts';

export interface MemberPorts {
  readonly profiles: Pick<ProfileStore, 'profile'>;
  /** What a member's orders come to, by the ledger. */
  readonly totals: (memberId: string) => Promise<OrderTotals>;
  /** What is known of the person, by trait. */
  readonly traits: (memberId: string) => Promise<PersonTraits>;
  readonly clock: Clock;
}

/** A member by id, or by an id that was merged into it. The person's traits are shown only to who may see them. */
export const createShowMember =
  ({ profiles, totals, traits, clock }: MemberPorts, settings: ViewSettings) =>
  async (memberId: string, mayContact: boolean): Promise<Result<unknown, { readonly code: 'MEMBER_UNKNOWN' }>> => {
    const { memberId: id, kept } = await followToEnd((id) => profiles.profile(id), memberId);
    const [orders, person] = await Promise.all([totals(id), traits(id)]);
    const isPerson = Object.keys(person).length > 0;
    if (kept === undefined && !isPerson && orders.orderCount === 0) return refuse({ code: 'MEMBER_UNKNOWN' });
    const shown = describeMember(kept?.profile ?? emptyProfile(id), orders, person, clock(), settings);
    return ok(mayContact ? { ...shown, contact: person } : shown);
  };
