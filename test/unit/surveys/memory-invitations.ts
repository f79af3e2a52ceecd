import type { AskedLast } from '../../../lambdas/surveys/asked-last-store.ts';
import type { Invitation } from '../../../lambdas/surveys/invitation.ts';
import type { KeptInvitation } from '../../../lambdas/surveys/invitation-item.ts';
import type { Answered, InvitationStore } from '../../../lambdas/surveys/invitation-store.ts';

/** The store of {@link InvitationStore} in memory: what it promises. */
export class MemoryInvitations implements InvitationStore {
  readonly kept = new Map<string, KeptInvitation>();
  readonly members = new Map<string, Partial<AskedLast> & { readonly forwardTo?: string | undefined }>();
  #answers = 0;

  async invitation(memberId: string, run: string) {
    return this.kept.get(keyOf({ memberId, run }));
  }
  async invitations(memberId: string) {
    return [...this.kept.values()].filter((each) => each.memberId === memberId);
  }
  async forwarding(memberId: string) {
    return this.members.get(memberId);
  }
  async askedLast(memberId: string) {
    const { run, askedAt } = this.members.get(memberId) ?? {};
    return run === undefined || askedAt === undefined ? undefined : { run, askedAt };
  }

  async add(invitation: Invitation, { remindAt, unlessAskedAfter = '9' }: Parameters<InvitationStore['add']>[1]) {
    const { memberId, run, invitedAt: askedAt } = invitation;
    const member = this.members.get(memberId);
    if (this.kept.has(keyOf(invitation))) return 'ASKED_BEFORE';
    if (member?.forwardTo !== undefined || (member?.askedAt ?? '') > unlessAskedAfter) return 'COOLING';
    this.kept.set(keyOf(invitation), { ...invitation, dueAt: remindAt });
    this.members.set(memberId, { run, askedAt });
    return 'ASKED';
  }

  async answer(invitation: Invitation, { answeredAt, answers, measured }: Answered) {
    const known = this.kept.get(keyOf(invitation));
    if (known?.forwardTo !== undefined) return 'MOVED';
    if (known === undefined || known.answeredAt !== undefined) return 'ANSWERED_BEFORE';
    this.#answers += 1;
    const answered = { answeredAt, answers, measured, answerId: `answer ${this.#answers}`, dueAt: undefined };
    this.kept.set(keyOf(invitation), changed({ ...known, ...answered }));
    return 'ANSWERED';
  }

  async remind(invitation: Invitation, told?: { readonly at: string }) {
    const known = this.kept.get(keyOf(invitation));
    if (known?.dueAt === undefined) return;
    this.kept.set(keyOf(invitation), changed({ ...known, remindedAt: told?.at, dueAt: undefined }));
  }

  async close(fromId: string, toId: string) {
    const from = this.members.get(fromId);
    this.members.set(fromId, { ...from, forwardTo: from?.forwardTo ?? toId });
  }

  async mergeAskedLast(fromId: string, toId: string) {
    const [from, to] = [this.members.get(fromId), this.members.get(toId)];
    if (from?.askedAt === undefined || to?.forwardTo !== undefined || (to?.askedAt ?? '') > from.askedAt) return;
    this.members.set(toId, { ...from, forwardTo: undefined });
  }

  async move(from: KeptInvitation, to: KeptInvitation | undefined, next: KeptInvitation) {
    const isStale = (read: KeptInvitation) => {
      const known = this.kept.get(keyOf(read));
      return known === undefined || known.forwardTo !== undefined || known.revision !== read.revision;
    };
    const isTaken = to === undefined && this.kept.has(keyOf(next));
    if (isStale(from) || isTaken || (to !== undefined && isStale(to))) return 'CHANGED_MEANWHILE';
    if (this.members.get(next.memberId)?.forwardTo !== undefined) return 'CHANGED_MEANWHILE';
    this.kept.set(keyOf(from), changed({ ...from, forwardTo: next.memberId, dueAt: undefined }));
    this.kept.set(keyOf(next), changed({ ...next, revision: to?.revision }));
    return 'MOVED';
  }
}

const keyOf = ({ memberId, run }: Pick<Invitation, 'memberId' | 'run'>) => `${memberId} ${run}`;

const changed = (kept: KeptInvitation): KeptInvitation => ({ ...kept, revision: (kept.revision ?? 0) + 1 });
