import { expect, test } from 'vitest';
import { eventOf, refusalOf } from './calls.ts';

const ticketCall = (event: string, properties: object, call: object = {}) => ({
  ...{ type: 'track', event, userId: 'm-1', messageId: 'ticket-1', properties: { ticket_id: 't-1', ...properties } },
  ...call,
});

test('a ticket travels as its id and its labels; what was written in it stays behind', () => {
  const said = { channel: 'chat', reason: '物流', message: 'my parcel is late', subject: 'Late', agent: 'Ann' };
  expect(eventOf(ticketCall('Ticket Opened', said)).facts).toEqual({
    ticket_id: 't-1',
    channel: 'chat',
    reason: '物流',
  });
  for (const reason of ['my parcel is late', 'ann@mail.example', '+49 30 1234567', 'r'.repeat(33), '', 7, null]) {
    expect(eventOf(ticketCall('Ticket Resolved', { reason })).facts).toEqual({ ticket_id: 't-1' });
  }
  expect(eventOf(ticketCall('Ticket Answered', { ticket_id: 1001 })).facts).toEqual({ ticket_id: '1001' });
});

test.each([1, 6, 10])('a rating of %d is a fact', (rating) => {
  expect(eventOf(ticketCall('Ticket Rated', { rating })).facts).toEqual({ ticket_id: 't-1', rating });
});

test.each([0, 11, -1, 5.5, 1e21, Number.NaN, Number.POSITIVE_INFINITY, '10', '', true, null, undefined, [5]])(
  'a rating of %j is refused, with its place',
  (rating) => {
    expect(refusalOf(ticketCall('Ticket Rated', { rating }))).toMatchObject({
      code: 'EVENT_INVALID',
      path: '$.properties.rating',
      messageId: 'ticket-1',
    });
  },
);

test.each(['Ticket Opened', 'Ticket Answered', 'Ticket Resolved', 'Ticket Rated'])(
  '%s without a ticket, or of one whose id is an address, is refused',
  (event) => {
    for (const ticket_id of [undefined, '', 'ann@mail.example', {}]) {
      expect(refusalOf(ticketCall(event, { rating: 5, ticket_id }))).toMatchObject({
        code: 'EVENT_INVALID',
        path: '$.properties.ticket_id',
      });
    }
  },
);
