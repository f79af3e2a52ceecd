import { expect, test } from 'vitest';
import { shareDifference, wilsonInterval } from '../../../lambdas/kernel/statistics.ts';

/** Newcombe (1998), Statistics in Medicine 17, tables I and II: intervals by methods 3 and 10. */
test.each([
  { count: 81, size: 263, low: 0.2553, high: 0.3662 },
  { count: 15, size: 148, low: 0.0624, high: 0.1605 },
  { count: 0, size: 20, low: 0, high: 0.1611 },
  { count: 1, size: 29, low: 0.0061, high: 0.1718 },
])('of $count in $size the interval is from $low to $high', ({ count, size, low, high }) => {
  const interval = wilsonInterval({ count, size });
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test.each([
  { a: [56, 70], b: [48, 80], low: 0.0524, high: 0.3339 },
  { a: [9, 10], b: [3, 10], low: 0.1705, high: 0.809 },
  { a: [10, 10], b: [0, 20], low: 0.6791, high: 1 },
])('$a less $b is between $low and $high', ({ a, b, low, high }) => {
  const [count = 0, size = 0] = a;
  const [otherCount = 0, otherSize = 0] = b;
  const found = shareDifference({ count, size }, { count: otherCount, size: otherSize });
  expect(found?.low).toBeCloseTo(low, 4);
  expect(found?.high).toBeCloseTo(high, 4);
});

test('with an empty group there is no difference', () => {
  expect(shareDifference({ count: 0, size: 0 }, { count: 1, size: 2 })).toBeNull();
});
