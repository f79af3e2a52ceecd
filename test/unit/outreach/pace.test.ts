import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isGrantLeft, isGrantOpen, minuteStartOf, planGrants } from '../../../lambdas/outreach/pace.ts';

const START = 1_780_000_020;
const free = Array.from({ length: 60 }, () => 0);

test('a minute begins with its first second', () => {
  expect([START - 1, START, START + 59, START + 60].map(minuteStartOf)).toEqual([START - 60, START, START, START + 60]);
});

test.each([
  { of: 'none', count: 0, grants: [] },
  { of: 'what fits a second', count: 3, grants: [{ second: START + 10, count: 3 }] },
  {
    of: 'more than a second takes',
    count: 7,
    grants: [10, 11].map((at) => ({ second: START + at, count: at === 10 ? 5 : 2 })),
  },
])('$of gets the earliest seconds', ({ count, grants }) => {
  expect(planGrants(free, START, START + 10, count, 5)).toEqual(grants);
});

test('a full second is left out, and what does not fit the minute gets none', () => {
  const taken = free.map((_, second) => (second === 58 ? 5 : 3));
  expect(planGrants(taken, START, START + 57, 9, 5)).toEqual([
    { second: START + 57, count: 2 },
    { second: START + 59, count: 2 },
  ]);
  expect(planGrants(free, START, START + 60, 9, 5)).toEqual([]);
  expect(planGrants(free, START, START, 9, 0)).toEqual([]);
});

test('whatever is taken, no second is over the rate, none earlier is left with room, and all are granted if there is room', () => {
  const seconds = fc.array(fc.nat({ max: 8 }), { minLength: 60, maxLength: 60 });
  fc.assert(
    fc.property(
      seconds,
      fc.integer({ min: -70, max: 70 }),
      fc.nat({ max: 400 }),
      fc.integer({ min: 1, max: 6 }),
      (taken, offset, count, rate) => {
        const grants = planGrants(taken, START, START + offset, count, rate);
        const given = new Map(grants.map((grant) => [grant.second - START, grant.count]));
        const granted = grants.reduce((sum, grant) => sum + grant.count, 0);
        const roomOf = (second: number) => Math.max(0, rate - (taken[second] ?? 0));
        const open = free.flatMap((_, second) => (second >= offset ? [second] : []));
        const room = open.reduce((sum, second) => sum + roomOf(second), 0);
        expect(granted).toBe(Math.min(count, room));
        for (const [second, each] of given) {
          expect(open).toContain(second);
          expect(each).toBeGreaterThan(0);
          expect(each).toBeLessThanOrEqual(roomOf(second));
        }
        const last = Math.max(...given.keys());
        for (const second of open.filter((each) => each < last)) expect(given.get(second) ?? 0).toBe(roomOf(second));
      },
    ),
  );
});

test('sending begins in the first half of its second, and ends before the second does', () => {
  const begins = (ms: number) => isGrantOpen(START, START * 1_000 + ms);
  expect([-5_000, 0, 499, 500, 1_000].map(begins)).toEqual([true, true, true, false, false]);
  const goes = (ms: number) => isGrantLeft(START, START * 1_000 + ms);
  expect([0, 849, 850, 1_000].map(goes)).toEqual([true, true, false, false]);
});
