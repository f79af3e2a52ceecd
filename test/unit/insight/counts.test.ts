import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Counts, counterKey, difference, readCounterKey, Tally } from '../../../lambdas/insight/counts.ts';

const counts = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: -5, max: 5 }))
  .map((sums): Counts => new Map(Object.entries(sums).filter(([, by]) => by !== 0)));

test('adding the differences of a chain of images one after the other gives the last image, whatever came between', () => {
  fc.assert(
    fc.property(fc.array(counts, { minLength: 1, maxLength: 8 }), (images) => {
      const tally = new Tally();
      let before: Counts = new Map();
      for (const image of images) {
        for (const [key, by] of difference(before, image)) tally.addTo(key, by);
        before = image;
      }
      expect(tally.counts()).toEqual(images.at(-1));
    }),
  );
});

test('a difference is the same list whatever the order of the counts', () => {
  const forwards: Counts = new Map([
    ['a', 1],
    ['b', 2],
  ]);
  expect(difference(new Map(), new Map([...forwards].reverse()))).toEqual(difference(new Map(), forwards));
});

test('a counter is found again by its key, whatever stands in its dimension', () => {
  const id = { name: 'cohort', period: '2026-11', dimension: '07#first#30' };
  expect(readCounterKey(counterKey(id))).toEqual(id);
});
