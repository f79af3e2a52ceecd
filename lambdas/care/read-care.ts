import { followToEnd } from '../kernel/follow-member.ts';
import type { CareStore } from './care-store.ts';
import type { MemberCare } from './member-care.ts';
import type { Ticket } from './ticket.ts';

/** Reads what is made good with a member, or with whom it was merged into: advertising is held back from that one. */
export const createReadCare =
  (store: Pick<CareStore, 'care'>) =>
  async (memberId: string): Promise<MemberCare> =>
    (await followToEnd((id) => store.care(id), memberId)).kept;

/** A ticket as one person's, whichever ids that person was told of under. */
export interface PersonTicket {
  /** Of the member that the person is by now. */
  readonly care: MemberCare;
  readonly ids: readonly string[];
  /** What stands under each of the ids. */
  readonly tickets: readonly Ticket[];
}

/** Reads a ticket under all ids of a member. First the ids: what is told under one that joins them later finds these. */
export const createReadTicket =
  (store: Pick<CareStore, 'care' | 'ticket'>) =>
  async (memberId: string, ticketId: string): Promise<PersonTicket> => {
    const { kept: care, ids: passed } = await followToEnd((id) => store.care(id), memberId);
    const ids = [...new Set([...passed, ...(care.formerIds ?? [])])];
    const tickets = await Promise.all(ids.map((id) => store.ticket(id, ticketId)));
    return { care, ids, tickets: tickets.flatMap((ticket) => ticket ?? []) };
  };
