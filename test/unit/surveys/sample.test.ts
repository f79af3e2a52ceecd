import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareOut } from '../../../lambdas/surveys/dispatch.ts';
import { apportion, isDrawn, lotOf, NOT_DRAWN, shareSystematically } from '../../../lambdas/surveys/sample.ts';

const sizes = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 16 });
const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);

test('shares add up to the sample, or to all there is, and are within one of the proportion', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), sizes, (total, of) => {
      const shares = apportion(total, of);
      expect(sum(shares)).toBe(Math.min(total, sum(of)));
      for (const [index, size] of of.entries()) {
        const exact = total >= sum(of) ? size : (total * size) / sum(of);
        expect(Math.abs((shares[index] ?? 0) - exact)).toBeLessThan(1);
        expect(shares[index]).toBeLessThanOrEqual(size);
      }
    }),
  );
});

test('of a group exactly as many are drawn as its quota says, whoever they are', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 0, max: 500 }),
      fc.string(),
      (size, quota, salt) => {
        let draw = NOT_DRAWN;
        for (let member = 0; member < size; member += 1) {
          const isChosen = isDrawn(draw, size, quota, lotOf(salt, 'run', `m-${member}`));
          draw = { seen: draw.seen + 1, chosen: draw.chosen + (isChosen ? 1 : 0) };
        }
        expect(draw.chosen).toBe(Math.min(size, quota));
      },
    ),
  );
});

test('every member of a group has the same chance, wherever it stands', () => {
  const [size, quota, runs] = [20, 5, 4_000];
  const drawn = new Array<number>(size).fill(0);
  for (let run = 0; run < runs; run += 1) {
    let draw = NOT_DRAWN;
    for (let member = 0; member < size; member += 1) {
      const isChosen = isDrawn(draw, size, quota, lotOf('salt', `run ${run}`, `m-${member}`));
      if (isChosen) drawn[member] = (drawn[member] ?? 0) + 1;
      draw = { seen: draw.seen + 1, chosen: draw.chosen + (isChosen ? 1 : 0) };
    }
  }
  // Five standard deviations of a share of a quarter.
  for (const times of drawn) expect(Math.abs(times / runs - quota / size)).toBeLessThan(5 * Math.sqrt(0.1875 / runs));
});

test('a sample is shared out over stages and shards without losing a place', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.array(fc.record({ active: fc.nat(300), dormant: fc.nat(300) }), { minLength: 1, maxLength: 16 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (total, shards, start) => {
        const quotas = shareOut(total, ['active', 'dormant'], shards, () => start);
        const placed = quotas.map(({ active = 0, dormant = 0 }) => active + dormant);
        expect(sum(placed)).toBe(Math.min(total, sum(shards.map(({ active, dormant }) => active + dormant))));
      },
    ),
  );
});

test('parts of a group get their share of a number wherever it starts, and none more than it has', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10_000 }),
      sizes,
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (total, of, start) => {
        const shares = shareSystematically(total, of, start);
        expect(sum(shares)).toBe(Math.min(total, sum(of)));
        for (const [index, size] of of.entries()) {
          const exact = total >= sum(of) ? size : (total * size) / sum(of);
          expect(Math.abs((shares[index] ?? 0) - exact)).toBeLessThanOrEqual(1);
          expect(shares[index]).toBeLessThanOrEqual(size);
          expect(shares[index]).toBeGreaterThanOrEqual(0);
        }
      },
    ),
  );
});

test('over many starts every part is drawn from as its size says, however few places there are', () => {
  const of = [4, 0, 1, 7, 8];
  const starts = 1_000;
  const drawn = of.map(() => 0);
  for (let start = 0; start < starts; start += 1) {
    for (const [index, share] of shareSystematically(3, of, start / starts).entries()) {
      drawn[index] = (drawn[index] ?? 0) + share;
    }
  }
  for (const [index, size] of of.entries()) {
    expect(Math.abs((drawn[index] ?? 0) / starts - (3 * size) / sum(of))).toBeLessThan(2 / starts);
  }
});
