import { expect, test } from 'vitest';
import { firstResponseAt } from '../../../lambdas/kernel/first-response.ts';

const at = (ms: number) => new Date(ms).toISOString();

test('what is resolved before an answer, or without one, was answered by that', () => {
  expect(firstResponseAt({ answeredAt: at(7), resolvedAt: at(6) })).toBe(at(6));
  expect(firstResponseAt({ answeredAt: at(5), resolvedAt: at(6) })).toBe(at(5));
  expect(firstResponseAt({ resolvedAt: at(6) })).toBe(at(6));
  expect(firstResponseAt({ answeredAt: at(5) })).toBe(at(5));
  expect(firstResponseAt({})).toBe(undefined);
});
