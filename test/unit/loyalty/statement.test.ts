import { expect, test } from 'vitest';
import { reviewAccount } from '../../../lambdas/loyalty/account-review.ts';
import { EMPTY_ACCOUNT, EMPTY_BALANCE } from '../../../lambdas/loyalty/balance.ts';
import { nextStatementAt, statementDue } from '../../../lambdas/loyalty/statement.ts';

const ZONE = 'Asia/Shanghai';
const FIRST = { dayOfMonth: 1 };
const BALANCE = { ...EMPTY_BALANCE, active: 300, pending: 20 };

test.each([
  { now: '2026-03-05T04:00:00.000Z', next: '2026-03-31T16:00:00.000Z' },
  { now: '2026-03-31T15:59:59.999Z', next: '2026-03-31T16:00:00.000Z' },
  { now: '2026-03-31T16:00:00.000Z', next: '2026-04-30T16:00:00.000Z' },
  { now: '2026-12-31T20:00:00.000Z', next: '2027-01-31T16:00:00.000Z' },
])('after $now the next statement is due at $next', ({ now, next }) => {
  expect(nextStatementAt(new Date(now), FIRST, ZONE)).toBe(next);
});

test('a statement is of the month before', () => {
  const now = new Date('2026-03-31T16:30:00.000Z');
  expect(statementDue('m-1', BALANCE, { since: '2026-03-31T16:00:00.000Z', now }, FIRST, ZONE)).toEqual({
    memberId: 'm-1',
    noticeId: 'STATEMENT#2026-03',
    name: 'StatementDue',
    occurredAt: '2026-03-31T16:00:00.000Z',
    data: { month: '2026-03', active: 300, pending: 20 },
  });
});

test('after an outage of months one statement is due, and not one for each', () => {
  const now = new Date('2026-06-15T04:00:00.000Z');
  expect(statementDue('m-1', BALANCE, { since: '2026-03-31T16:00:00.000Z', now }, FIRST, ZONE)?.data['month']).toBe(
    '2026-05',
  );
});

const review = (changes: object, now: string) =>
  reviewAccount(
    'm-1',
    { ...EMPTY_ACCOUNT, version: 2, balance: BALANCE, ...changes },
    [],
    { timeZone: ZONE, expiry: { kind: 'never' }, statements: FIRST },
    new Date(now),
  );

test('an account that is looked at for something else is told of no statement', () => {
  const { notices, review: reviewed } = review({ dueAt: '2026-03-10T16:00:00.000Z' }, '2026-03-10T17:00:00.000Z');
  expect(notices).toEqual([]);
  expect(reviewed?.dueAt).toBe('2026-03-31T16:00:00.000Z');
});

test('a statement that was told is due again a month later, and not before', () => {
  const { notices, review: reviewed } = review({ dueAt: '2026-03-31T16:00:00.000Z' }, '2026-03-31T17:00:00.000Z');
  expect(notices).toMatchObject([{ name: 'StatementDue' }]);
  expect(reviewed?.dueAt).toBe('2026-04-30T16:00:00.000Z');
});

test('whoever has no points is told nothing, and is not looked at for it', () => {
  const { notices, review: reviewed } = review(
    { balance: EMPTY_BALANCE, dueAt: '2026-03-31T16:00:00.000Z' },
    '2026-03-31T17:00:00.000Z',
  );
  expect([notices, reviewed?.dueAt]).toEqual([[], undefined]);
});
