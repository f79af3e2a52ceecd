import { expect, test } from 'vitest';
import { readTicketEvent } from '../../../lambdas/care/ticket-event.ts';
import type { PlatformEvent } from '../../../lambdas/kernel/platform-event.ts';

const AT = '2026-06-01T04:00:00.000Z';
const NOW = new Date(AT);
const eventOf = (event: string, facts: object = {}, changes: Partial<PlatformEvent> = {}): PlatformEvent => ({
  ...{ type: 'track', event, class: 'activity', messageId: 'm', userId: 'm-1', timestamp: AT, receivedAt: AT },
  facts: { ticket_id: 't-1', ...facts },
  ...changes,
});

test.each([
  [
    eventOf('Ticket Opened', { channel: 'chat', reason: 'parcel' }),
    { kind: 'OPENED', opening: { at: AT, messageId: 'm', channel: 'chat', reason: 'parcel' } },
  ],
  [eventOf('Ticket Answered'), { kind: 'ANSWERED', at: AT }],
  [eventOf('Ticket Resolved', { rating: 3 }), { kind: 'RESOLVED', at: AT }],
  [eventOf('Ticket Rated', { rating: 3 }), { kind: 'RATED', rating: { at: AT, messageId: 'm', rating: 3 } }],
])('$event is read as what it tells', (event, told) => {
  expect(readTicketEvent(event, NOW)).toEqual({ memberId: 'm-1', ticketId: 't-1', told, isOfThePast: false });
});

test('of a visitor, of no ticket, without a rating, or about something else, nothing is read', () => {
  for (const event of [
    eventOf('Ticket Opened', {}, { userId: undefined }),
    eventOf('Ticket Opened', { ticket_id: undefined }),
    eventOf('Ticket Rated'),
    eventOf('Order Placed'),
  ]) {
    expect(readTicketEvent(event, NOW)).toBe(undefined);
  }
});

test.each([
  ['2026-06-04T04:00:00.000Z', {}, false],
  ['2026-06-04T04:00:00.001Z', {}, true],
  [AT, { isBackfill: true }, true],
])('what is handled at %s with %j is of the past: %s, whenever it came in', (now, changes, isOfThePast) => {
  expect(readTicketEvent(eventOf('Ticket Answered', {}, changes), new Date(now))).toMatchObject({ isOfThePast });
});
