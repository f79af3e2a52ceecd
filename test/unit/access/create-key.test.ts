import { randomBytes } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { createCreateKey } from '../../../lambdas/access/create-key.ts';

test('a key is kept as it is shown, and its own secret goes beside it', async () => {
  const create = vi.fn(async () => {});
  const created = await createCreateKey({ create }, randomBytes)({ kind: 'server', signed: true });
  if (!created.ok) throw new Error(created.refusal.code);
  const { secret, signed, ...key } = created.value;
  expect(signed).toBe(true);
  expect(create).toHaveBeenCalledExactlyOnceWith(secret, key);
  expect(JSON.stringify(key)).not.toContain(secret);
});

test('a refused wish keeps nothing', async () => {
  const create = vi.fn(async () => {});
  const answer = await createCreateKey({ create }, randomBytes)({ kind: 'client', scopes: ['admin'] });
  expect(answer).toMatchObject({ ok: false, refusal: { code: 'SCOPES_NOT_FOR_KIND' } });
  expect(create).not.toHaveBeenCalled();
});

test('a key that could not be kept is not shown', async () => {
  const create = () => Promise.reject(new Error('the table is away'));
  await expect(createCreateKey({ create }, randomBytes)({ kind: 'server' })).rejects.toThrow('the table is away');
});
