import { BusyError } from '../kernel/busy-error.ts';
import { followToEnd } from '../kernel/follow-member.ts';
import { joinInvitations } from './invitation-join.ts';
import type { InvitationStore } from './invitation-store.ts';

export interface MergeSurveysPorts {
  readonly invitations: Pick<
    InvitationStore,
    'forwarding' | 'close' | 'mergeAskedLast' | 'invitation' | 'invitations' | 'move'
  >;
}

const ATTEMPTS_MAX = 10;

/**
 * Of two members who become one: closes the first, so that nobody is asked under it any more; then the later asking counts
 * against the next, and every invitation goes to the one who stays, or whom that became. Of a run that both were asked in
 * one is left. Done again it changes nothing; stopped halfway, the rest follows when it is asked again.
 */
export const createMergeSurveys = ({ invitations }: MergeSurveysPorts) => {
  const standing = async (memberId: string) =>
    (await followToEnd((id) => invitations.forwarding(id), memberId)).memberId;

  return async (fromId: string, toId: string): Promise<void> => {
    await invitations.close(fromId, toId);
    await mergeAskedLast(fromId);
    for (const { run } of await invitations.invitations(fromId)) await move(fromId, run);
  };

  async function mergeAskedLast(fromId: string): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const toId = await standing(fromId);
      await invitations.mergeAskedLast(fromId, toId);
      // Closed since, it hands on what it had by then, and that may not be this.
      if ((await standing(fromId)) === toId) return;
    }
    throw new BusyError(`whom member ${fromId} has become changed ${ATTEMPTS_MAX} times in a row`);
  }

  async function move(fromId: string, run: string): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const from = await invitations.invitation(fromId, run);
      if (from === undefined || from.forwardTo !== undefined) return;
      const toId = await standing(fromId);
      const to = await invitations.invitation(toId, run);
      if ((await invitations.move(from, to, joinInvitations(toId, to, from))) === 'MOVED') return;
    }
    throw new BusyError(`what member ${fromId} was asked in run ${run} changed ${ATTEMPTS_MAX} times in a row`);
  }
};
