import { expect, test } from 'vitest';
import { netPromoterScore, shareDifference, wilsonInterval } from '../../../lambdas/kernel/statistics.ts';

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

/** The chance of so many promoters and detractors of a group, by the multinomial distribution. */
function chanceOf(promoters: number, detractors: number, size: number, up: number, down: number): number {
  const logFactorial = (n: number) => Array.from({ length: n }, (_, i) => Math.log(i + 1)).reduce((a, b) => a + b, 0);
  const rest = size - promoters - detractors;
  const log =
    logFactorial(size) -
    logFactorial(promoters) -
    logFactorial(detractors) -
    logFactorial(rest) +
    promoters * Math.log(up) +
    detractors * Math.log(down) +
    rest * Math.log(1 - up - down);
  return Math.exp(log);
}

test.each([
  [20, 0.5, 0.2],
  [20, 0.8, 0.1],
  [50, 0.3, 0.3],
  [50, 0.6, 0.05],
  [100, 0.45, 0.25],
])(
  'of %d who answer, %d of them recommending and %d not, the interval of NPS holds the truth in some 95 %%',
  (size, up, down) => {
    let covered = 0;
    for (let promoters = 0; promoters <= size; promoters += 1) {
      for (let detractors = 0; promoters + detractors <= size; detractors += 1) {
        const nps = netPromoterScore({ promoters, detractors, size });
        if (nps !== null && nps.low <= up - down && nps.high >= up - down) {
          covered += chanceOf(promoters, detractors, size, up, down);
        }
      }
    }
    expect(covered).toBeGreaterThan(0.935);
    expect(covered).toBeLessThan(0.985);
  },
);

test('the net promoter score is between -1 and 1, its interval too, and of nobody there is none', () => {
  expect(netPromoterScore({ promoters: 0, detractors: 0, size: 0 })).toBeNull();
  expect(netPromoterScore({ promoters: 3, detractors: 0, size: 3 })).toMatchObject({ score: 1, high: 1 });
  expect(netPromoterScore({ promoters: 5, detractors: 3, size: 10 })?.score).toBeCloseTo(0.2);
});
