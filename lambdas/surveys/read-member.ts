import type { KnownMember } from './audience.ts';
import type { InvitationStore } from './invitation-store.ts';
import type { Survey } from './survey.ts';

export interface ReadMemberPorts {
  readonly invitations: Pick<InvitationStore, 'askedLast'>;
  /** Whether an e-mail about a topic can go to a member; of one who was merged, to whom it became. */
  readonly reach: (
    memberId: string,
    topic: string,
  ) => Promise<{ readonly memberId: string; readonly isReachable: boolean }>;
  readonly lastSeenAt: (memberId: string) => Promise<string | undefined>;
  readonly tierOf: (memberId: string) => Promise<string | undefined>;
}

/** What of a member decides whether it can be asked; nothing is read that the survey does not ask about. */
export const createReadMember =
  ({ invitations, reach, lastSeenAt, tierOf }: ReadMemberPorts) =>
  async (asked: string, { body: { topic, audience } }: Pick<Survey, 'body'>): Promise<KnownMember> => {
    const { memberId, isReachable } = await reach(asked, topic);
    const [askedLast, seenAt, tier] = await Promise.all([
      invitations.askedLast(memberId),
      audience.activeWithinDays === undefined ? undefined : lastSeenAt(memberId),
      audience.tiers === undefined ? undefined : tierOf(memberId),
    ]);
    return { memberId, isReachable, lastSeenAt: seenAt, tier, askedLast };
  };

export type ReadMember = ReturnType<typeof createReadMember>;
