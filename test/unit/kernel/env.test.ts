import { afterEach, expect, test, vi } from 'vitest';
import { requireCountEnv, requireEnv } from '../../../lambdas/kernel/env.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a variable that is set is returned as it is', () => {
  vi.stubEnv('TABLE_NAME', ' holdfast ');
  expect(requireEnv('TABLE_NAME')).toBe(' holdfast ');
});

test.each([undefined, ''])('a variable that is %j is a fault which names the variable', (value) => {
  vi.stubEnv('TABLE_NAME', value);
  expect(() => requireEnv('TABLE_NAME')).toThrow('environment variable TABLE_NAME is not set');
});

test('a count is a whole number above zero', () => {
  vi.stubEnv('DUE_SHARD_COUNT', '16');
  expect(requireCountEnv('DUE_SHARD_COUNT')).toBe(16);
});

test.each(['0', '-1', '1.5', 'four', 'NaN', 'Infinity', '9007199254740993'])(
  '"%s" is no count, and is told',
  (value) => {
    vi.stubEnv('DUE_SHARD_COUNT', value);
    expect(() => requireCountEnv('DUE_SHARD_COUNT')).toThrow(
      `environment variable DUE_SHARD_COUNT must be a whole number above zero, but is "${value}"`,
    );
  },
);

test('a count that is not set is a fault too', () => {
  vi.stubEnv('DUE_SHARD_COUNT', undefined);
  expect(() => requireCountEnv('DUE_SHARD_COUNT')).toThrow('is not set');
});
