import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentHash, memberShard, sha256 } from '../../../lambdas/kernel/ids.ts';

/** The same content with the keys of every object the other way round. */
function reversedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, each]) => [key, reversedKeys(each)]));
}

test('whatever the order of keys, the same content has the same digest', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(contentHash(reversedKeys(value))).toBe(contentHash(value));
    }),
  );
});

test('other content has another digest', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      fc.pre(!isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b))));
      expect(contentHash(a)).not.toBe(contentHash(b));
    }),
  );
});

test('content of another shape has another digest', () => {
  const values = [
    {},
    [],
    null,
    '',
    '{}',
    0,
    '0',
    false,
    { a: 1 },
    [['a', 1]],
    { a: [1] },
    { a: { 0: 1 } },
    [1, 2],
    [2, 1],
  ];
  expect(new Set(values.map(contentHash)).size).toBe(values.length);
});

test('keys such as __proto__ and constructor are content like any other', () => {
  expect(contentHash(JSON.parse('{"__proto__":{"a":1}}'))).not.toBe(contentHash(JSON.parse('{"__proto__":{"a":2}}')));
  expect(contentHash({ constructor: 1 })).not.toBe(contentHash({}));
});

test('a member is in one shard, below the count of shards', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 64 }), (memberId, shardCount) => {
      const shard = memberShard(memberId, shardCount);
      expect(shard).toBe(memberShard(memberId, shardCount));
      expect(shard).toBeGreaterThanOrEqual(0);
      expect(shard).toBeLessThan(shardCount);
    }),
  );
});

test('the shard of a member never changes with a new version: what is due must still be found', () => {
  expect(['m-1', 'm-2', '会员-3', ''].map((memberId) => memberShard(memberId, 16))).toEqual([2, 0, 4, 2]);
});

test('ten thousand members spread evenly over sixteen shards', () => {
  const counts = Array.from({ length: 16 }, () => 0);
  for (let n = 0; n < 10_000; n += 1) {
    const shard = memberShard(`member-${n}`, 16);
    counts[shard] = (counts[shard] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 625)).toBeLessThan(125);
});

test('a digest is SHA-256 as 64 hexadecimal digits', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
