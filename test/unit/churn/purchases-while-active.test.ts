import { expect, test } from 'vitest';
import { expectWhileActive } from '../../../lambdas/churn/purchases-while-active.ts';

// Worked out from the paper's formula with 80 digits (mpmath 1.3, hyp2f1).
test.each([
  {
    of: 'all alike, and nearly all drop out at once',
    shape: 45.72,
    a: 0.7337,
    b: 0.001,
    ahead: 2_000,
    expected: 1.0941326277799,
  },
  { of: 'half never drop out', shape: 50, a: 0.001, b: 0.001, ahead: 10_000, expected: 246_843.960477153 },
  { of: 'dropouts that are nearly certain', shape: 50, a: 50, b: 0.5, ahead: 0.02, expected: 0.631112206883035 },
  { of: 'hardly a purchase', shape: 0.003, a: 0.3, b: 31, ahead: 6.4, expected: 0.0186876352924927 },
  { of: 'thousands of purchases', shape: 3_000.2, a: 3.1, b: 3_007.5, ahead: 400, expected: 1_433.13793069784 },
  { of: 'all drop out alike', shape: 20, a: 40, b: 9_000, ahead: 3_000, expected: 231.769230769231 },
  { of: 'a moment', shape: 50, a: 1.5, b: 1e4, ahead: 0.001, expected: 0.0499998087795116 },
  { of: 'the usual buyer of CDNOW', shape: 2.243, a: 0.793, b: 4.426, ahead: 0.901, expected: 1.68702687465677 },
])('ten digits of it: $of', ({ shape, a, b, ahead, expected }) => {
  const rate = 7;
  expect(expectWhileActive({ shape, rate, a, b }, ahead * rate) / expected).toBeCloseTo(1, 9);
});
