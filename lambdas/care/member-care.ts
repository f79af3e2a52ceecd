import { joinFormerIds } from '../kernel/follow-member.ts';
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
  /** Members that have become this one, the latest last: what is told of a ticket may stand under each of them. */
  readonly formerIds?: readonly string[] | undefined;
  readonly version: number;
}

/** One at a time: a member who gets two apologies at once is taken for a number. */
export const isBusy = ({ heldUntil = '' }: MemberCare, now: Date): boolean => heldUntil > now.toISOString();

export const takeUp = (care: MemberCare, { ticketId, endsAt }: Recovery): MemberCare => ({
  ...care,
  live: ticketId,
  heldUntil: endsAt,
});

/** Undefined where another has begun meanwhile, which goes on. */
export const leaveOff = (
  { live, heldUntil: _, ...care }: MemberCare,
  { ticketId }: Recovery,
): MemberCare | undefined => (live === ticketId ? care : undefined);

/**
 * A member after another became it, and what holds it. Where something is made good with both, only the later date ends
 * the hold: the end of one would let the member go while the other goes on.
 */
export function joinCare(to: MemberCare, from: MemberCare, now: Date): MemberCare {
  const joined = { ...to, formerIds: joinFormerIds(to, from) };
  if (!isBusy(from, now)) return joined;
  if (!isBusy(to, now)) return { ...joined, live: from.live, heldUntil: from.heldUntil };
  const [, heldUntil] = [to.heldUntil, from.heldUntil].toSorted();
  return { ...joined, live: undefined, heldUntil };
}
