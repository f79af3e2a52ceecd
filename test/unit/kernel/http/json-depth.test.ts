import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNestedDeeperThan } from '../../../../lambdas/kernel/http/json-depth.ts';

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

test('the depth of a JSON text is that of its value, whatever brackets and quotes its texts and keys hold', () => {
  const text = fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', 'a') });
  fc.assert(
    fc.property(
      fc.object({ key: text, values: [text, fc.integer()], maxDepth: 5 }),
      fc.integer({ min: 0, max: 7 }),
      (value, limit) => {
        expect(isNestedDeeperThan(JSON.stringify(value), limit)).toBe(depthOf(value) > limit);
      },
    ),
  );
});

test('a hundred thousand levels are found without a stack of their own', () => {
  expect(isNestedDeeperThan('['.repeat(100_000), 32)).toBe(true);
});
