import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectedRise, type Objective, seekMaximum } from '../../../lambdas/churn/quasi-newton.ts';

/** A hill with one top, at (`x`, `y`) and `height`, tilted and `long` times as long as wide. */
const hill =
  (x: number, y: number, long: number, height: number): Objective =>
  ([east = 0, north = 0]) => {
    const [along, across] = [east - x + (north - y), east - x - (north - y)];
    const value = height - along ** 2 / long - across ** 2;
    return { value, gradient: [(-2 * along) / long - 2 * across, (-2 * along) / long + 2 * across] };
  };

test('the top of a hill is found wherever it is, and from anywhere', () => {
  const coordinate = fc.double({ min: -20, max: 20, noNaN: true });
  fc.assert(
    fc.property(coordinate, coordinate, fc.double({ min: 1, max: 1_000, noNaN: true }), (x, y, long) => {
      const found = seekMaximum(hill(x, y, long, 5), [0, 0]);
      expect(found.hasConverged).toBe(true);
      expect(found.value).toBeCloseTo(5, 8);
      expect(found.point[0]).toBeCloseTo(x, 4);
      expect(found.point[1]).toBeCloseTo(y, 4);
    }),
  );
});

test('a bent ridge is followed to its end', () => {
  // Rosenbrock (1960), An Automatic Method for Finding the Greatest or Least Value of a Function.
  const { point, hasConverged } = seekMaximum(
    ([x = 0, y = 0]) => ({
      value: -100 * (y - x ** 2) ** 2 - (1 - x) ** 2,
      gradient: [400 * x * (y - x ** 2) + 2 * (1 - x), -200 * (y - x ** 2)],
    }),
    [-1.2, 1],
  );
  expect(hasConverged).toBe(true);
  expect(point[0]).toBeCloseTo(1, 6);
  expect(point[1]).toBeCloseTo(1, 6);
});

test('a slope without end, and one that ends at a wall, lead to no maximum', () => {
  const endless = seekMaximum(([x = 0]) => ({ value: x, gradient: [1] }), [0]);
  expect(endless.hasConverged).toBe(false);
  const walled = seekMaximum(([x = 0]) => ({ value: x > 3 ? Number.NaN : x, gradient: [1] }), [0]);
  expect(walled.hasConverged).toBe(false);
  expect(walled.point[0]).toBeCloseTo(3, 6);
});

test('what the search learnt of the curvature tells how far above a place the top is', () => {
  const found = seekMaximum(hill(3, 4, 20, 5), [0, 0]);
  const [x = 0, y = 0] = found.point;
  const beside = hill(3.2, 3.9, 20, 5)([x, y]);
  expect(expectedRise(found.inverse ?? [], beside.gradient)).toBeCloseTo(5 - beside.value, 3);
});
