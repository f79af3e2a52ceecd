import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identityToken, isIdentityToken } from '../../../lambdas/kernel/identity-token.ts';

const SECRET = 'hf_identity_local';
const userIds = fc.string({ minLength: 1, unit: 'grapheme' });

test('the token of a user is good for that user and that secret, and for no other', () => {
  fc.assert(
    fc.property(userIds, userIds, (userId, otherId) => {
      const token = createHmac('sha256', SECRET).update(userId).digest('hex');
      expect(isIdentityToken(token, userId, SECRET)).toBe(true);
      expect(isIdentityToken(token.toUpperCase(), userId, SECRET)).toBe(true);
      expect(isIdentityToken(token, otherId, SECRET)).toBe(userId === otherId);
      expect(isIdentityToken(token, userId, `${SECRET}x`)).toBe(false);
    }),
  );
});

test('the token is what other languages make of it', () => {
  // printf member-1 | openssl dgst -sha256 -hmac hf_identity_local
  expect(identityToken('member-1', SECRET)).toBe('bf4c1bc8dfcc8869bbf8bcadcc453739765c7e05f055d855eaf0d08c751eb4dd');
});

test('whatever comes as a token is answered, never thrown at, and is not good by chance', () => {
  fc.assert(
    fc.property(fc.anything({ maxDepth: 1 }), fc.string(), fc.string(), (token, userId, secret) => {
      expect(isIdentityToken(token, userId, secret)).toBe(false);
    }),
  );
});

test('a token with one digit changed, cut or added is not good', () => {
  const token = identityToken('member-1', SECRET);
  const changed = Array.from(
    token,
    (digit, at) => token.slice(0, at) + (digit === '0' ? '1' : '0') + token.slice(at + 1),
  );
  for (const each of [...changed, token.slice(0, 63), `${token}0`, ` ${token}`, `${token}\n`]) {
    expect(isIdentityToken(each, 'member-1', SECRET)).toBe(false);
  }
});

test.each([
  ['an empty secret', 'member-1', ''],
  ['an empty user id', '', SECRET],
  ['a user id that is no text', 'member-\ud800', SECRET],
])('%s has no token, though one could be computed', (_, userId, secret) => {
  expect(isIdentityToken(identityToken(userId, secret), userId, secret)).toBe(false);
});
