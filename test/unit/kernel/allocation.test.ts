import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocate, proRata } from '../../../lambdas/kernel/allocation.ts';

const totals = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const weightLists = fc.array(fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: Number.MAX_SAFE_INTEGER })), { minLength: 1 });

const sum = (values: readonly number[]): bigint => values.reduce((all, value) => all + BigInt(value), 0n);

test('the shares add up to the total, to the last unit, however large the numbers', () => {
  fc.assert(
    fc.property(totals, weightLists, (total, weights) => {
      const shares = allocate(total, weights);
      expect(shares).toHaveLength(weights.length);
      expect(sum(shares)).toBe(BigInt(total));
    }),
  );
});

test('each share is the exact one rounded down or up, and what weighs nothing gets nothing', () => {
  fc.assert(
    fc.property(totals, weightLists, (total, weights) => {
      const whole = sum(weights);
      fc.pre(whole > 0n);
      for (const [index, share] of allocate(total, weights).entries()) {
        const exact = BigInt(total) * BigInt(weights[index] ?? 0);
        const down = exact / whole;
        expect(BigInt(share) - down).toBeOneOf(exact % whole === 0n ? [0n] : [0n, 1n]);
      }
    }),
  );
});

test('who weighs more gets no less; of equals the first is favoured', () => {
  fc.assert(
    fc.property(totals, weightLists, (total, weights) => {
      const shares = allocate(total, weights);
      for (const [a, one] of weights.entries()) {
        for (const [b, other] of weights.entries()) {
          if (one > other || (one === other && a < b)) expect(shares[a]).toBeGreaterThanOrEqual(shares[b] ?? 0);
        }
      }
    }),
  );
});

test('more to share is less for nobody by more than the rounding', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), weightLists, (total, more, weights) => {
      const before = allocate(total, weights);
      for (const [index, share] of allocate(total + more, weights).entries()) {
        // Largest remainder may take a unit from one as the total grows (the Alabama paradox), and no more.
        expect(share).toBeGreaterThanOrEqual((before[index] ?? 0) - 1);
      }
    }),
  );
});

test.each([
  { total: 100, weights: [1, 1, 1], shares: [34, 33, 33] },
  { total: 10, weights: [1, 2, 4], shares: [1, 3, 6] },
  { total: 7, weights: [0, 0], shares: [4, 3] },
  { total: 7, weights: [0, 5, 0], shares: [0, 7, 0] },
  { total: 0, weights: [3, 4], shares: [0, 0] },
  { total: 5, weights: [], shares: [] },
  { total: 1, weights: [2, 3], shares: [0, 1] },
])('$total over $weights is $shares', ({ total, weights, shares }) => {
  expect(allocate(total, weights)).toEqual(shares);
});

test('a part of a value is rounded down, grows with the part, and is all of it for the whole', () => {
  fc.assert(
    fc.property(totals, fc.nat({ max: 1_000 }), fc.nat({ max: 1_000 }), (value, a, b) => {
      const [part, whole] = [Math.min(a, b), Math.max(a, b, 1)];
      const share = BigInt(proRata(value, part, whole));
      expect(share * BigInt(whole)).toBeLessThanOrEqual(BigInt(value) * BigInt(part));
      expect((share + 1n) * BigInt(whole)).toBeGreaterThan(BigInt(value) * BigInt(part));
      expect(proRata(value, whole, whole)).toBe(value);
    }),
  );
});

test('of what is divided into nothing there is no part', () => {
  expect(proRata(100, 1, 0)).toBe(0);
});
