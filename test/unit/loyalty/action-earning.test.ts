import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, dayOf } from '../../../lambdas/kernel/calendar.ts';
import { earnByAction, earnNothing, readAction } from '../../../lambdas/loyalty/action-earning.ts';
import { applyDeltas, EMPTY_ACCOUNT, EMPTY_BALANCE } from '../../../lambdas/loyalty/balance.ts';
import { type CapPeriod, periodOf } from '../../../lambdas/loyalty/cap.ts';
import { eventOf, RECORDED_AT, SETTINGS } from './orders.ts';

const REVIEW = { points: 10 };
const review = (facts: Readonly<Record<string, unknown>>, oncePer?: string, messageId = 'message-1') =>
  readAction('m-1', eventOf(facts, { event: 'Product Reviewed', messageId }), { ...REVIEW, oncePer });

test('an occasion is what the rule names, else the event itself', () => {
  expect(review({ product_id: 'tea' }, 'product_id').occasion).toBe('product_id tea');
  expect(review({ product_id: 7 }, 'product_id').occasion).toBe('product_id 7');
  expect(review({}, 'product_id').occasion).toBe('message message-1');
  expect(review({ product_id: 'tea' }).occasion).toBe('message message-1');
});

test('of a named occasion many events may tell, of an event only itself', () => {
  const named = (rating: number) => review({ product_id: 'tea', rating }, 'product_id', `message-${rating}`).causeHash;
  expect(named(1)).toBe(named(5));
  const unnamed = (rating: number) => review({ product_id: 'tea', rating }).causeHash;
  expect(unnamed(1)).not.toBe(unnamed(5));
});

test('what an action earns can be spent at once, after what the member owes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.nat({ max: 500 }), (points, owed) => {
      const before = { ...EMPTY_BALANCE, negative: -owed };
      const change = earnByAction(review({}), { points }, { ...EMPTY_ACCOUNT, balance: before }, SETTINGS, RECORDED_AT);
      const after = change.entries.reduce((sum, { deltas }) => applyDeltas(sum, deltas), before);
      const repaid = Math.min(points, owed);
      expect(after).toEqual({
        ...before,
        active: points - repaid,
        negative: repaid - owed,
        lifetimeEarned: points,
        tierQualifying: points,
      });
      const inLots = change.lots.reduce((sum, { lot }) => sum + lot.points, 0);
      expect(inLots).toBe(points - repaid);
    }),
  );
});

test('the earning is found out by its digest, its release needs none; both are named after the occasion', () => {
  const { entries } = earnByAction(review({}), REVIEW, EMPTY_ACCOUNT, SETTINGS, RECORDED_AT);
  expect(entries.map(({ kind, entryId, causeHash }) => [kind, entryId.split('#')[0], causeHash !== undefined])).toEqual(
    [
      ['EARN_PENDING', 'ACTION', true],
      ['RELEASE', 'RELEASE', false],
    ],
  );
  const other = earnByAction(review({}, undefined, 'message-2'), REVIEW, EMPTY_ACCOUNT, SETTINGS, RECORDED_AT);
  expect(other.entries[0]?.entryId).not.toBe(entries[0]?.entryId);
});

test('what earns nothing is booked with the reason, and moves nothing', () => {
  const { entries, lots, cap } = earnNothing(review({}), 'CAP_REACHED', RECORDED_AT);
  expect([entries.map(({ deltas, reason }) => ({ deltas, reason })), lots, cap]).toEqual([
    [{ deltas: {}, reason: 'CAP_REACHED' }],
    [],
    undefined,
  ]);
});

const periods: readonly CapPeriod[] = ['day', 'week', 'month', 'year', 'ever'];
const someDays = fc
  .integer({ min: Date.UTC(2012, 0, 1), max: Date.UTC(2040, 0, 1) })
  .map((at) => dayOf(at, 'Asia/Shanghai'));

test('a day is in one period, and the day on which the next begins is in another', () => {
  fc.assert(
    fc.property(someDays, fc.constantFrom(...periods), (day, per) => {
      const { period, next } = periodOf(day, per);
      expect(next > day).toBe(true);
      expect(periodOf(addDays(next, -1), per).period).toBe(period);
      if (per !== 'ever') expect(periodOf(next, per).period).not.toBe(period);
    }),
  );
});

test.each([
  { day: '2026-02-01', per: 'day' as const, period: '2026-02-01', next: '2026-02-02' },
  { day: '2026-02-01', per: 'week' as const, period: 'week-2026-01-26', next: '2026-02-02' },
  { day: '2026-02-02', per: 'week' as const, period: 'week-2026-02-02', next: '2026-02-09' },
  { day: '2026-12-31', per: 'month' as const, period: '2026-12', next: '2027-01-01' },
  { day: '2026-12-31', per: 'year' as const, period: '2026', next: '2027-01-01' },
])('$day is in the $per called $period, which ends as $next begins', ({ day, per, period, next }) => {
  expect(periodOf(day, per)).toEqual({ period, next });
});

test('the cap counts in the calendar of the programme, by the time of the action', () => {
  const rule = { points: 1, cap: { times: 2, per: 'day' } } as const;
  const at = (timestamp: string) => {
    const action = readAction('m-1', eventOf({}, { event: 'Checked In', timestamp }), rule);
    return earnByAction(action, rule, EMPTY_ACCOUNT, SETTINGS, RECORDED_AT).cap;
  };
  expect(at('2026-02-03T15:59:59.999Z')).toMatchObject({ period: '2026-02-03', timesMax: 2, action: 'Checked In' });
  expect(at('2026-02-03T16:00:00.000Z')).toMatchObject({ period: '2026-02-04' });
});
