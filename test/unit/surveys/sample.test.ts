import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareOut } from '../../../lambdas/surveys/dispatch.ts';
import { apportion, isDrawn, lotOf, NOT_DRAWN } from '../../../lambdas/surveys/sample.ts';

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
      (total, shards) => {
        const quotas = shareOut(total, ['active', 'dormant'], shards);
        const placed = quotas.map(({ active = 0, dormant = 0 }) => active + dormant);
        expect(sum(placed)).toBe(Math.min(total, sum(shards.map(({ active, dormant }) => active + dormant))));
      },
    ),
  );
});
