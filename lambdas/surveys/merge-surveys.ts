import type { InvitationStore } from './invitation-store.ts';

export interface MergeSurveysPorts {
  readonly invitations: Pick<InvitationStore, 'askedLast' | 'mergeAskedLast' | 'invitation' | 'remind'>;
}

/** Of two members who become one: the later asking counts, and of one that both were asked in the one who stays is reminded. */
export const createMergeSurveys =
  ({ invitations }: MergeSurveysPorts) =>
  async (fromId: string, toId: string): Promise<void> => {
    const last = await invitations.askedLast(fromId);
    if (last === undefined) return;
    await invitations.mergeAskedLast(fromId, toId);
    const [from, to] = await Promise.all([fromId, toId].map((id) => invitations.invitation(id, last.run)));
    if (from !== undefined && to !== undefined) await invitations.remind(from);
  };
