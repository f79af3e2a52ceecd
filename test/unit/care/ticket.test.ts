import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addTold, newTicket, type TicketTold } from '../../../lambdas/care/ticket.ts';
import { answeredAt, instant, openedAt, ratedAt, resolvedAt } from './memory-care.ts';

const told: fc.Arbitrary<TicketTold> = fc
  .record({
    kind: fc.constantFrom('OPENED', 'ANSWERED', 'RESOLVED', 'RATED'),
    ms: fc.integer({ min: 0, max: 5 }),
    messageId: fc.constantFrom('a', 'b', 'c'),
  })
  // A message says one thing, however often it comes.
  .map(({ kind, ms, messageId }) => {
    if (kind === 'OPENED') return openedAt(ms, messageId);
    if (kind === 'RATED') return ratedAt(ms, ((ms * 7 + messageId.charCodeAt(0)) % 10) + 1, messageId);
    return kind === 'ANSWERED' ? answeredAt(ms) : resolvedAt(ms);
  });

test('whatever the order and however often it is told, a ticket is the same', () => {
  fc.assert(
    fc.property(
      fc
        .array(told, { maxLength: 12 })
        .chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })),
        ),
      ([all, again]) => {
        const ticketOf = (words: readonly TicketTold[]) => words.reduce(addTold, newTicket('m-1', 't-1'));
        expect(ticketOf(again)).toEqual(ticketOf(all));
        for (const word of all) expect(addTold(ticketOf(all), word)).toEqual(ticketOf(all));
      },
    ),
  );
});

test('the earliest opening, answer, resolution and rating count, and of ratings the latest is known too', () => {
  const words = [
    ratedAt(9, 3, 'r1'),
    openedAt(4),
    resolvedAt(8),
    resolvedAt(6),
    answeredAt(7),
    openedAt(2, 'o2'),
    ratedAt(20, 9, 'r2'),
  ];
  expect(words.reduce(addTold, newTicket('m-1', 't-1'))).toEqual({
    ...{ memberId: 'm-1', ticketId: 't-1', version: 0 },
    opened: { at: instant(2), messageId: 'o2' },
    answeredAt: instant(7),
    resolvedAt: instant(6),
    rated: { at: instant(9), messageId: 'r1', rating: 3 },
    ratedLast: { at: instant(20), messageId: 'r2', rating: 9 },
  });
});
