import { followToEnd } from '../kernel/follow-member.ts';
import type { KeptInvitation } from './invitation-item.ts';
import type { InvitationStore } from './invitation-store.ts';

/** Finds what a member, or whom it has become, was asked in a run: links stay signed for who was asked. */
export const createFindInvitation =
  (invitations: Pick<InvitationStore, 'invitation' | 'forwarding'>) =>
  async (memberId: string, run: string): Promise<KeptInvitation | undefined> => {
    const { kept } = await followToEnd(async (id) => {
      const [invitation, member] = await Promise.all([invitations.invitation(id, run), invitations.forwarding(id)]);
      // As long as it stands there it is answered there: the answer goes with it.
      return { invitation, forwardTo: invitation === undefined ? member?.forwardTo : invitation.forwardTo };
    }, memberId);
    return kept.invitation;
  };
