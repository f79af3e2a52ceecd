import { expect, test } from 'vitest';
import { countsOf } from './figures-of.ts';

const TICKET = { PK: 'MEMBER#m-1', SK: 'TICKET#t-1', entityType: 'Ticket', memberId: 'm-1', ticketId: 't-1' };
/** Half past midnight of 2 March in Shanghai. */
const OPENED = { opened: { at: '2026-03-01T16:30:00.000Z', messageId: 'o' } };

test('a ticket counts on the day of its opening in the zone of the programme, for what is known of it', () => {
  expect(countsOf({ ...TICKET, ...OPENED })).toEqual({ 'service#2026-03#02#opened': 1 });
  const whole = {
    ...{ ...TICKET, ...OPENED, answeredAt: '2026-03-01T18:10:30.000Z', resolvedAt: '2026-03-05T00:00:00.000Z' },
    rated: { at: '2026-03-06T00:00:00.000Z', messageId: 'r', rating: 4 },
    ratedLast: { at: '2026-03-09T00:00:00.000Z', messageId: 'r2', rating: 9 },
  };
  expect(countsOf(whole)).toEqual({
    'service#2026-03#02#opened': 1,
    'service#2026-03#02#answered': 1,
    'service#2026-03#02#responseMinutes': 100,
    'service#2026-03#02#response#90': 1,
    'service#2026-03#02#resolved': 1,
    'service#2026-03#02#rated': 1,
    'service#2026-03#02#ratings': 4,
  });
});

test('what is resolved without an answer was answered by that, and never before it was opened', () => {
  expect(countsOf({ ...TICKET, ...OPENED, resolvedAt: '2026-03-01T16:00:00.000Z' })).toMatchObject({
    'service#2026-03#02#answered': 1,
    'service#2026-03#02#response#0': 1,
  });
});

test('a ticket whose opening nobody told of is in no figure', () => {
  expect(countsOf({ ...TICKET, resolvedAt: '2026-03-01T16:00:00.000Z' })).toEqual({});
});

test('what is made good counts on the day on which it began', () => {
  const recovery = {
    ...{ entityType: 'Recovery', memberId: 'm-1', ticketId: 't-1', group: 'treated', cause: 'BAD_RATING' },
    ...{ startedDay: '2026-03-02', pointsGiven: 0, isUnfunded: false },
  };
  const begun = { 'recoveries#2026-03#02#treated#started': 1, 'recoveries#2026-03#02#treated#badRating': 1 };
  expect(countsOf(recovery)).toEqual(begun);
  expect(countsOf({ ...recovery, pointsGiven: 100, outcome: 'SATISFIED', hasReturned: true })).toEqual({
    ...begun,
    'recoveries#2026-03#02#treated#points': 100,
    'recoveries#2026-03#02#treated#satisfied': 1,
    'recoveries#2026-03#02#treated#measured': 1,
    'recoveries#2026-03#02#treated#returned': 1,
  });
  const late = { ...recovery, cause: 'LATE_ANSWER', isUnfunded: true, outcome: 'EXPIRED', hasReturned: false };
  expect(countsOf(late)).toEqual({
    'recoveries#2026-03#02#treated#started': 1,
    'recoveries#2026-03#02#treated#lateAnswer': 1,
    'recoveries#2026-03#02#treated#unfunded': 1,
    'recoveries#2026-03#02#treated#expired': 1,
    'recoveries#2026-03#02#treated#measured': 1,
  });
});
