/** A word about a ticket, with what tells two of one instant apart. Instants are ISO-8601 in UTC. */
export interface Told {
  readonly at: string;
  readonly messageId: string;
}

export interface Opening extends Told {
  readonly channel?: string | undefined;
  readonly reason?: string | undefined;
}

export interface Rating extends Told {
  /** 1, the worst, to 10. */
  readonly rating: number;
}

/** Why nothing follows from a bad experience, or that something does; decided once a ticket, and kept. */
export type Decision = 'STARTED' | 'ANOTHER_LIVE';

/**
 * What is known of a request for help. All but the last three are facts: the same whatever order they are told in, and how
 * often. The earliest opening, answer, resolution and rating count: what comes later is about the same help once more.
 */
export interface Ticket {
  readonly memberId: string;
  readonly ticketId: string;
  readonly opened?: Opening | undefined;
  readonly answeredAt?: string | undefined;
  readonly resolvedAt?: string | undefined;
  readonly rated?: Rating | undefined;
  /** The latest rating, which says whether it is right again. */
  readonly ratedLast?: Rating | undefined;
  /** From that instant on an answer is late; undefined where there is one, or nobody waits for it. */
  readonly lateAt?: string | undefined;
  readonly recovery?: Decision | undefined;
  readonly version: number;
}

/** What an event tells of a ticket. */
export type TicketTold =
  | { readonly kind: 'OPENED'; readonly opening: Opening }
  | { readonly kind: 'ANSWERED' | 'RESOLVED'; readonly at: string }
  | { readonly kind: 'RATED'; readonly rating: Rating };

export const newTicket = (memberId: string, ticketId: string): Ticket => ({ memberId, ticketId, version: 0 });

/** The ticket with what was told of it; itself where that says nothing new. */
export function addTold(ticket: Ticket, told: TicketTold): Ticket {
  switch (told.kind) {
    case 'OPENED': {
      const opened = earlier(ticket.opened, told.opening);
      return opened === ticket.opened ? ticket : { ...ticket, opened };
    }
    case 'ANSWERED':
      return isBefore(told.at, ticket.answeredAt) ? { ...ticket, answeredAt: told.at } : ticket;
    case 'RESOLVED':
      return isBefore(told.at, ticket.resolvedAt) ? { ...ticket, resolvedAt: told.at } : ticket;
    case 'RATED': {
      const rated = earlier(ticket.rated, told.rating);
      const ratedLast = later(ticket.ratedLast, told.rating);
      return rated === ticket.rated && ratedLast === ticket.ratedLast ? ticket : { ...ticket, rated, ratedLast };
    }
  }
}

/** A ticket with what was told of it under other ids of its member, whose decision holds for it, too. */
export function withOthers(ticket: Ticket, others: readonly Ticket[]): Ticket {
  const whole = others.flatMap(wordsOf).reduce(addTold, ticket);
  const decided = [ticket, ...others].find(({ recovery }) => recovery !== undefined);
  return decided === undefined ? whole : { ...whole, recovery: decided.recovery };
}

/** What stands under all ids of one member as one ticket; undefined where nothing does. */
export function joinTickets([first, ...others]: readonly Ticket[]): Ticket | undefined {
  return first && withOthers(first, others);
}

/** What is known of a ticket as the words that would tell it. */
function wordsOf({ opened, answeredAt, resolvedAt, rated, ratedLast }: Ticket): readonly TicketTold[] {
  return [
    ...(opened === undefined ? [] : [{ kind: 'OPENED', opening: opened } as const]),
    ...(answeredAt === undefined ? [] : [{ kind: 'ANSWERED', at: answeredAt } as const]),
    ...(resolvedAt === undefined ? [] : [{ kind: 'RESOLVED', at: resolvedAt } as const]),
    ...[rated, ratedLast].flatMap((rating) => (rating === undefined ? [] : [{ kind: 'RATED', rating } as const])),
  ];
}

/**
 * Whether a word says otherwise than it did before, under the same id. When it was said is no part of that: a client that
 * tries again without a time is given another.
 */
export function isOtherwise({ opened, rated, ratedLast }: Ticket, told: TicketTold): boolean {
  if (told.kind === 'RATED') {
    const { messageId, rating } = told.rating;
    return [rated, ratedLast].some((known) => known?.messageId === messageId && known.rating !== rating);
  }
  if (told.kind !== 'OPENED' || opened?.messageId !== told.opening.messageId) return false;
  return opened.channel !== told.opening.channel || opened.reason !== told.opening.reason;
}

const isBefore = (at: string, known: string | undefined): boolean => known === undefined || at < known;

const orderOf = ({ at, messageId }: Told): string => `${at} ${messageId}`;

const earlier = <T extends Told>(known: T | undefined, told: T): T =>
  known !== undefined && orderOf(known) <= orderOf(told) ? known : told;

const later = <T extends Told>(known: T | undefined, told: T): T =>
  known !== undefined && orderOf(known) >= orderOf(told) ? known : told;
