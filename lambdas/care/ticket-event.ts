import type { PlatformEvent } from '../kernel/platform-event.ts';
import type { TicketTold } from './ticket.ts';

/** What is told later than that is of the past: no message could follow from it any more. */
const PAST_MS = 3 * 86_400_000;

/** An event as a word about a ticket. */
export interface TicketEvent {
  readonly memberId: string;
  readonly ticketId: string;
  readonly told: TicketTold;
  /** Only known and counted: nothing follows from it. */
  readonly isOfThePast: boolean;
}

/**
 * Reads an event; undefined for one of nobody who is known, or that says nothing of a ticket. What is of the past is so
 * by the clock, since an event may have lain in a dead-letter queue or with a visitor: once it is, it is at every try.
 */
export function readTicketEvent(event: PlatformEvent, now: Date): TicketEvent | undefined {
  const { userId: memberId, facts, timestamp, isBackfill } = event;
  const ticketId = facts['ticket_id'];
  const told = toldBy(event);
  if (memberId === undefined || typeof ticketId !== 'string' || told === undefined) return undefined;
  const lateMs = now.getTime() - Date.parse(timestamp);
  return { memberId, ticketId, told, isOfThePast: isBackfill === true || lateMs > PAST_MS };
}

function toldBy({ event, messageId, timestamp: at, facts }: PlatformEvent): TicketTold | undefined {
  switch (event) {
    case 'Ticket Opened': {
      const [channel, reason] = [labelOf(facts['channel']), labelOf(facts['reason'])];
      return { kind: 'OPENED', opening: { at, messageId, channel, reason } };
    }
    case 'Ticket Answered':
      return { kind: 'ANSWERED', at };
    case 'Ticket Resolved':
      return { kind: 'RESOLVED', at };
    case 'Ticket Rated': {
      const { rating } = facts;
      return typeof rating === 'number' ? { kind: 'RATED', rating: { at, messageId, rating } } : undefined;
    }
    default:
      return undefined;
  }
}

const labelOf = (fact: unknown): string | undefined => (typeof fact === 'string' ? fact : undefined);
