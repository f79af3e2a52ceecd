import type { Clock } from '../kernel/clock.ts';
import type { PlatformEvent } from '../kernel/platform-event.ts';
import type { RecordRejection } from '../kernel/rejection.ts';
import { readTicketEvent } from './ticket-event.ts';
import type { WatchTicket } from './watch-ticket.ts';

export interface TicketEventPorts {
  readonly watchTicket: WatchTicket;
  readonly recordRejection: RecordRejection;
  readonly clock: Clock;
}

/** Applies an event of a ticket. One that says otherwise than it did before, under the same id, is refused and kept. */
export const createApplyTicketEvent =
  ({ watchTicket, recordRejection, clock }: TicketEventPorts) =>
  async (event: PlatformEvent): Promise<void> => {
    const read = readTicketEvent(event, clock());
    if (read === undefined) return;
    const { memberId, ticketId } = read;
    if ((await watchTicket(memberId, ticketId, read)) !== 'PAYLOAD_MISMATCH') return;
    const { messageId, event: eventName } = event;
    await recordRejection({ memberId, messageId, eventName, code: 'PAYLOAD_MISMATCH', details: { ticketId } });
  };
