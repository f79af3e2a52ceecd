import { expect, test, vi } from 'vitest';
import { createRevokeKey } from '../../../lambdas/access/revoke-key.ts';

test('another key is revoked, and an unknown one is said to be', async () => {
  const revoke = vi.fn(async (keyId: string) => (keyId === 'k-1' ? ('REVOKED' as const) : ('UNKNOWN_KEY' as const)));
  const revokeKey = createRevokeKey({ revoke });
  expect(await revokeKey('k-1', 'k-admin')).toEqual({ ok: true, value: { keyId: 'k-1', revoked: true } });
  expect(await revokeKey('k-9', 'k-admin')).toEqual({ ok: false, refusal: { code: 'KEY_UNKNOWN_ID', given: 'k-9' } });
});

test('a key does not revoke itself: the table is not even asked', async () => {
  const revoke = vi.fn(async () => 'REVOKED' as const);
  const answer = await createRevokeKey({ revoke })('k-admin', 'k-admin');
  expect(answer).toEqual({ ok: false, refusal: { code: 'KEY_IS_OWN', given: 'k-admin' } });
  expect(revoke).not.toHaveBeenCalled();
});
