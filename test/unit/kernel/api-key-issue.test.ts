import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { API_KEY_KINDS, issueApiKey, mustSign, opensScope, SCOPES } from '../../../lambdas/kernel/api-key.ts';

/** Bytes that can be told in advance: 0x01 in the first call, 0x02 in the second, and so on. */
function countedBytes() {
  let calls = 0;
  return (bytes: number) => {
    calls += 1;
    return Buffer.alloc(bytes, calls);
  };
}

test('whatever is wished for, a key has scopes only as an operator, and has to sign only as a server', () => {
  const wish = fc.record(
    { kind: fc.constantFrom(...API_KEY_KINDS), scopes: fc.array(fc.constantFrom(...SCOPES)), signed: fc.boolean() },
    { requiredKeys: ['kind'] },
  );
  fc.assert(
    fc.property(wish, ({ kind, scopes = [], signed = false }) => {
      const issued = issueApiKey({ kind, scopes, signed }, randomBytes);
      if (!issued.ok) {
        expect(kind !== 'operator' ? scopes.length > 0 || (kind === 'client' && signed) : signed).toBe(true);
        return;
      }
      const { key, secret } = issued.value;
      expect(secret).toMatch(new RegExp(`^hf_${kind}_[\\w-]{43}$`));
      expect(key.keyId).toMatch(new RegExp(`^${kind}-[0-9a-f]{12}$`));
      expect(key.scopes).toEqual(SCOPES.filter((scope) => scopes.includes(scope)));
      expect(mustSign(key)).toBe(kind === 'server' && signed);
      expect(key.signingSecret !== undefined).toBe(kind === 'client' || signed);
    }),
  );
});

test.each([
  [{ kind: 'client' } as const, /^hf_identity_[\w-]{43}$/],
  [{ kind: 'server', signed: true } as const, /^hf_signing_[\w-]{43}$/],
])('the secrets of %j are drawn apart: one says nothing about another', (wish, signingSecret) => {
  const issued = issueApiKey(wish, countedBytes());
  if (!issued.ok) throw new Error(issued.refusal.code);
  const { secret, key } = issued.value;
  expect(key.signingSecret).toMatch(signingSecret);
  const drawn = [secret.slice(-43), key.signingSecret?.slice(-43), key.keyId.slice(-12)];
  expect(new Set(drawn).size).toBe(3);
});

test.each([
  [{ kind: 'server', scopes: ['read'] } as const, 'SCOPES_NOT_FOR_KIND'],
  [{ kind: 'client', scopes: ['admin'] } as const, 'SCOPES_NOT_FOR_KIND'],
  [{ kind: 'client', signed: true } as const, 'SIGNED_NOT_FOR_KIND'],
  [{ kind: 'operator', signed: true } as const, 'SIGNED_NOT_FOR_KIND'],
])('%j is refused as %s', (wish, code) => {
  expect(issueApiKey(wish, randomBytes)).toMatchObject({ ok: false, refusal: { code, given: wish.kind } });
});

test('a scope opens what needs less, and never what needs more', () => {
  const opened = SCOPES.map((held) => SCOPES.filter((needed) => opensScope([held], needed)));
  expect(opened).toEqual([['read'], ['read', 'write'], ['read', 'write', 'admin']]);
  expect(SCOPES.some((needed) => opensScope([], needed))).toBe(false);
});
