import { expect, test } from 'vitest';
import { createApplyTicketEvent } from '../../../lambdas/care/apply-ticket-event.ts';
import type { PlatformEvent } from '../../../lambdas/kernel/platform-event.ts';
import type { Rejection } from '../../../lambdas/kernel/rejection.ts';
import { careRig, DAY_MS, instant, START } from './memory-care.ts';

const eventOf = (event: string, facts: object, messageId: string, ms = START): PlatformEvent => ({
  ...{ type: 'track', event, class: 'activity', messageId, userId: 'm-1' },
  ...{ timestamp: instant(ms), receivedAt: instant(ms), facts: { ticket_id: 't-1', ...facts } },
});

function rig() {
  const care = careRig();
  const rejections: Rejection[] = [];
  const apply = createApplyTicketEvent({
    watchTicket: care.watch,
    recordRejection: async (rejection) => {
      rejections.push(rejection);
    },
    clock: care.clock,
  });
  return { apply, rejections, at: care.at, store: care.store, ticket: () => care.store.tickets.get('m-1 t-1') };
}

test('the same message with another rating is refused and kept, and the first one holds', async () => {
  const { apply, rejections, ticket } = rig();
  await apply(eventOf('Ticket Rated', { rating: 9 }, 'r-1'));
  await apply(eventOf('Ticket Rated', { rating: 1 }, 'r-1'));
  expect(ticket()).toMatchObject({ rated: { rating: 9 }, version: 1 });
  expect(rejections).toEqual([
    {
      ...{ memberId: 'm-1', messageId: 'r-1', eventName: 'Ticket Rated', code: 'PAYLOAD_MISMATCH' },
      details: { ticketId: 't-1' },
    },
  ]);
});

test('so is an opening under other labels; one that is only tried again later is the same', async () => {
  const { apply, rejections, ticket } = rig();
  await apply(eventOf('Ticket Opened', { reason: 'parcel' }, 'o-1'));
  await apply(eventOf('Ticket Opened', { reason: 'parcel' }, 'o-1', START + 1_000));
  expect(rejections).toEqual([]);
  await apply(eventOf('Ticket Opened', { reason: 'invoice' }, 'o-1'));
  expect(rejections).toHaveLength(1);
  expect(ticket()).toMatchObject({ opened: { at: instant(START), reason: 'parcel' } });
});

test('an event that lay for five days is known, and nobody hears an apology for it', async () => {
  const { apply, at, store, ticket } = rig();
  at(START + 5 * DAY_MS);
  await apply(eventOf('Ticket Opened', {}, 'o-1'));
  await apply(eventOf('Ticket Rated', { rating: 1 }, 'r-1'));
  expect(ticket()).toMatchObject({ opened: { at: instant(START) }, rated: { rating: 1 } });
  expect(ticket()).not.toHaveProperty('lateAt');
  expect([store.recoveries.size, store.notices.size]).toEqual([0, 0]);
});

test('what says nothing of a ticket is not applied', async () => {
  const { apply, rejections, ticket } = rig();
  await apply(eventOf('Ticket Rated', {}, 'r-2'));
  await apply(eventOf('Product Viewed', {}, 'p-1'));
  expect([rejections, ticket()]).toEqual([[], undefined]);
});
