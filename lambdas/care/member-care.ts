import type { Recovery } from './recovery.ts';

/** Whether something is being made good with a member, which others ask before they advertise to it. */
export interface MemberCare {
  readonly memberId: string;
  /** The ticket that is made good; undefined for nothing. */
  readonly live?: string | undefined;
  /** Until that instant (ISO-8601 in UTC) at the latest; after it, whoever comes late, it is over. */
  readonly heldUntil?: string | undefined;
  readonly version: number;
}

/** One at a time: a member who gets two apologies at once is taken for a number. */
export const isBusy = ({ live, heldUntil = '' }: MemberCare, now: Date): boolean =>
  live !== undefined && heldUntil > now.toISOString();

export const takeUp = ({ memberId, version }: MemberCare, { ticketId, endsAt }: Recovery): MemberCare => ({
  ...{ memberId, live: ticketId, heldUntil: endsAt, version },
});

/** Undefined where another has begun meanwhile, which goes on. */
export const leaveOff = ({ memberId, live, version }: MemberCare, { ticketId }: Recovery): MemberCare | undefined =>
  live === ticketId ? { memberId, version } : undefined;

/** Of two members who become one: the hold that lasts longer. Undefined where the other's own does, and stays. */
export const joinCare = (to: MemberCare, from: MemberCare, now: Date): MemberCare | undefined =>
  isBusy(from, now) && !(isBusy(to, now) && (to.heldUntil ?? '') >= (from.heldUntil ?? ''))
    ? { ...to, live: from.live, heldUntil: from.heldUntil }
    : undefined;
