import type { Recovery } from './recovery.ts';

/** Whether something is being made good with a member, which others ask before they advertise to it. */
export interface MemberCare {
  readonly memberId: string;
  /** The ticket whose end lets the member go; undefined for nothing, or where only the date does. */
  readonly live?: string | undefined;
  /** Until that instant (ISO-8601 in UTC) at the latest; after it, whoever comes late, it is over. */
  readonly heldUntil?: string | undefined;
  /** The member that this one has become, who is asked instead. */
  readonly forwardTo?: string | undefined;
  readonly version: number;
}

/** One at a time: a member who gets two apologies at once is taken for a number. */
export const isBusy = ({ heldUntil = '' }: MemberCare, now: Date): boolean => heldUntil > now.toISOString();

export const takeUp = ({ memberId, version }: MemberCare, { ticketId, endsAt }: Recovery): MemberCare => ({
  ...{ memberId, live: ticketId, heldUntil: endsAt, version },
});

/** Undefined where another has begun meanwhile, which goes on. */
export const leaveOff = ({ memberId, live, version }: MemberCare, { ticketId }: Recovery): MemberCare | undefined =>
  live === ticketId ? { memberId, version } : undefined;

/**
 * What holds a member after another became it; undefined where that changes nothing. Where something is made good with
 * both, only the later date ends the hold: the end of one would let the member go while the other goes on.
 */
export function joinCare(to: MemberCare, from: MemberCare, now: Date): MemberCare | undefined {
  if (!isBusy(from, now)) return undefined;
  if (!isBusy(to, now)) return { ...to, live: from.live, heldUntil: from.heldUntil };
  const [, heldUntil] = [to.heldUntil, from.heldUntil].toSorted();
  return { memberId: to.memberId, heldUntil, version: to.version };
}
