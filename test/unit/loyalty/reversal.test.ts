import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY_BALANCE } from '../../../lambdas/loyalty/balance.ts';
import type { ActiveLot } from '../../../lambdas/loyalty/ledger-change.ts';
import { soonestFirst, TAKEN_LOTS_MAX, takeActive, takeBack } from '../../../lambdas/loyalty/reversal.ts';

const OWN_DAY = '2026-06-01';
const days = ['2026-05-01', OWN_DAY, '2026-07-01', '2027-01-01', 'never'];

const lotOf = (expiryDay: string, points: number): ActiveLot => ({ memberId: 'm-1', expiryDay, points });
const lots = fc.uniqueArray(fc.tuple(fc.constantFrom(...days), fc.integer({ min: 1, max: 100 })), {
  selector: ([day]) => day,
});
const pendingLotOf = (points: number) => ({
  memberId: 'm-1',
  orderId: 'o-1',
  points,
  releaseAt: '2026-02-17T04:00:00.000Z',
  expiryDay: OWN_DAY,
});
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

test('what is owed is taken from what waits, then from what can be spent, then as a debt; the rest is not covered', () => {
  const cases = fc.record({
    points: fc.nat({ max: 400 }),
    waiting: fc.nat({ max: 100 }),
    held: lots,
    owed: fc.nat({ max: 50 }),
    debtMax: fc.nat({ max: 100 }),
  });
  fc.assert(
    fc.property(cases, ({ points, waiting, held, owed, debtMax }) => {
      const activeLots = held.map(([day, each]) => lotOf(day, each));
      const active = sum(activeLots.map((lot) => lot.points));
      const pendingLot = waiting === 0 ? undefined : pendingLotOf(waiting);
      const balance = { ...EMPTY_BALANCE, pending: waiting, active, negative: -owed };
      const taken = takeBack(points, OWN_DAY, { balance, pendingLot, activeLots }, debtMax);
      const fromPending = Math.min(points, waiting);
      const fromActive = Math.min(points - fromPending, active);
      const debt = Math.min(points - fromPending - fromActive, Math.max(0, debtMax - owed));
      expect({ ...EMPTY_BALANCE, ...taken.deltas }).toEqual({
        ...EMPTY_BALANCE,
        pending: 0 - fromPending,
        active: 0 - fromActive,
        negative: 0 - debt,
      });
      expect(taken.uncovered).toBe(points - fromPending - fromActive - debt);
      expect(Object.values(taken.deltas)).not.toContain(0);
    }),
  );
});

test('lots give what the buckets lose, each no more than it holds', () => {
  fc.assert(
    fc.property(fc.nat({ max: 400 }), fc.nat({ max: 100 }), lots, (points, waiting, held) => {
      const activeLots = held.map(([day, each]) => lotOf(day, each));
      const pendingLot = waiting === 0 ? undefined : pendingLotOf(waiting);
      const taken = takeBack(points, OWN_DAY, { balance: EMPTY_BALANCE, pendingLot, activeLots }, 0);
      const given = (kind: string) =>
        sum(taken.lots.map((lot) => (lot.kind === kind && 'points' in lot ? lot.points : 0)));
      expect(given('TAKE_PENDING') + (taken.deltas.pending ?? 0)).toBe(0);
      expect(given('TAKE_ACTIVE') + (taken.deltas.active ?? 0)).toBe(0);
      for (const lot of taken.lots) {
        expect('points' in lot && lot.points > 0 && lot.points <= lot.lot.points).toBe(true);
      }
    }),
  );
});

test('of what can be spent the order gives its own first, then what expires soonest', () => {
  const activeLots = [...days].reverse().map((day) => lotOf(day, 10));
  const taken = takeBack(35, OWN_DAY, { balance: EMPTY_BALANCE, pendingLot: undefined, activeLots }, 0);
  expect(taken.lots.map((lot) => [lot.lot.expiryDay, 'points' in lot ? lot.points : 0])).toEqual([
    [OWN_DAY, 10],
    ['2026-05-01', 10],
    ['2026-07-01', 10],
    ['2027-01-01', 5],
  ]);
});

test('what never expires goes last', () => {
  const sorted = soonestFirst([lotOf('never', 1), lotOf('2027-01-01', 1), lotOf('2026-05-01', 1)]);
  expect(sorted.map(({ expiryDay }) => expiryDay)).toEqual(['2026-05-01', '2027-01-01', 'never']);
});

test('one write takes from no more lots than it may', () => {
  const many = Array.from({ length: TAKEN_LOTS_MAX + 5 }, () => lotOf('never', 1));
  const taken = takeActive(1_000, many);
  expect([taken.taken, taken.lots.length]).toEqual([TAKEN_LOTS_MAX, TAKEN_LOTS_MAX]);
});
