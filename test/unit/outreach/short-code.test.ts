import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseShortCode, shortCodeOf } from '../../../lambdas/outreach/short-code.ts';

const SECRET = Buffer.alloc(32, 1);

/** The first 65 bits of the digest, five at a time, by way of its binary digits. */
function naiveCode(secret: Uint8Array, text: string): string {
  const bits = [...createHmac('sha256', secret).update(text).digest()]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  const digits = bits.slice(0, 65).match(/.{5}/g) ?? [];
  return digits.map((each) => '0123456789abcdefghjkmnpqrstvwxyz'.charAt(Number.parseInt(each, 2))).join('');
}

test('a code is the beginning of a keyed digest, and reads as what it is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.string({ unit: 'grapheme' }), (secret, text) => {
      const code = shortCodeOf(secret, text);
      expect(code).toBe(naiveCode(secret, text));
      expect(parseShortCode(code)).toBe(code);
    }),
  );
});

test('a code never changes with a new version: links that are out must still lead somewhere', () => {
  // The first 65 bits of f7bc83f4 30538424 b1…
  expect(shortCodeOf('key', 'The quick brown fox jumps over the lazy dog')).toBe('yyy87x1gae229');
});

test('another text or another secret has another code', () => {
  const codes = Array.from({ length: 10_000 }, (_, n) => shortCodeOf(SECRET, `m-${n}`));
  expect(new Set(codes).size).toBe(10_000);
  expect(shortCodeOf(Buffer.alloc(32, 2), 'm-0')).not.toBe(codes[0]);
});

test('a code copied by hand is the same code', () => {
  expect(parseShortCode('0123456789ABC')).toBe('0123456789abc');
  expect(parseShortCode('OILoil6789abc')).toBe('0110116789abc');
});

test.each([
  '',
  '0123456789ab',
  '0123456789abcd',
  '0123456789abu',
  '0123456789ab-',
  '0123456789ab ',
  '0123456789ab\n',
  '../../etc/pas',
  '012345678\uff19abc',
  '\u0130123456789abc',
  '0123456789ab\u212a',
])('%j is no code', (text) => {
  expect(parseShortCode(text)).toBeUndefined();
});
