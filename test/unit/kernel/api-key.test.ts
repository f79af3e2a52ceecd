import { expect, test } from 'vitest';
import type { ApiKey } from '../../../lambdas/kernel/api-key.ts';
import { createApiKeys } from '../../../lambdas/kernel/api-key-store.ts';
import { sha256 } from '../../../lambdas/kernel/ids.ts';
import { CorruptItemError } from '../../../lambdas/kernel/table/codec.ts';
import { scriptedTable } from './memory-table.ts';

const SECRET = 'hf_server_0123456789';
const KEY: ApiKey = { keyId: 'k-1', kind: 'server', scopes: [] };

/** Keys over a table that holds them as items; `now` can be moved. */
function keysOver(items: Map<string, Record<string, unknown>>) {
  const clock = { nowMs: 0 };
  const { table, sent } = scriptedTable((command) => {
    const { input } = command;
    if (command.constructor.name === 'GetCommand') return { Item: items.get((input['Key'] as { PK: string }).PK) };
    const item = input['Item'] as Record<string, unknown>;
    items.set(String(item['PK']), item);
    return {};
  });
  return { apiKeys: createApiKeys(table, () => clock.nowMs), sent, clock };
}

const stored = (secret: string, key: ApiKey) => {
  const secretHash = sha256(secret);
  return [
    `KEY#${secretHash}`,
    { PK: `KEY#${secretHash}`, SK: 'KEY', entityType: 'ApiKey', ...key, secretHash },
  ] as const;
};

test('a key that was created is found by its secret, and by no other', async () => {
  const { apiKeys } = keysOver(new Map());
  await apiKeys.create(SECRET, KEY);
  expect(await apiKeys.find(SECRET)).toEqual(KEY);
  expect(await apiKeys.find(`${SECRET}0`)).toBeUndefined();
  expect(await apiKeys.find(sha256(SECRET))).toBeUndefined();
});

test('the secret itself is in nothing that is sent to the table', async () => {
  const { apiKeys, sent } = keysOver(new Map());
  await apiKeys.create(SECRET, KEY);
  await apiKeys.find(SECRET);
  expect(sent).toHaveLength(2);
  expect(JSON.stringify(sent.map(({ input }) => input))).not.toContain(SECRET);
});

test('a signing secret is found with its key; an empty one, with which anybody could sign, is a fault', async () => {
  const signing = { ...KEY, signingSecret: 'hf_signing_1' };
  const items = new Map([stored(SECRET, { ...signing, signingSecret: '' })]);
  const { apiKeys } = keysOver(items);
  await expect(apiKeys.find(SECRET)).rejects.toThrow(CorruptItemError);
  items.clear();
  await apiKeys.create(SECRET, signing);
  expect(await apiKeys.find(SECRET)).toEqual(signing);
});

test('two keys of one kind are valid at once, each with its own secret: so a rotation has no gap', async () => {
  const { apiKeys } = keysOver(new Map());
  const old = { ...KEY, keyId: 'k-old', signingSecret: 'hf_signing_old' };
  const next = { ...KEY, keyId: 'k-next', signingSecret: 'hf_signing_next' };
  await apiKeys.create('hf_server_old', old);
  await apiKeys.create('hf_server_next', next);
  expect([await apiKeys.find('hf_server_old'), await apiKeys.find('hf_server_next')]).toEqual([old, next]);
});

test('an answer is kept for a minute, then the table is asked again', async () => {
  const items = new Map([stored(SECRET, KEY)]);
  const { apiKeys, sent, clock } = keysOver(items);
  await apiKeys.find(SECRET);
  clock.nowMs = 59_999;
  expect(await apiKeys.find(SECRET)).toEqual(KEY);
  expect(sent).toHaveLength(1);

  items.clear();
  clock.nowMs = 60_000;
  expect(await apiKeys.find(SECRET)).toBeUndefined();
  expect(sent).toHaveLength(2);
});

test('a refusal is not kept: a key opens the moment it is created', async () => {
  const items = new Map<string, Record<string, unknown>>();
  const { apiKeys } = keysOver(items);
  expect(await apiKeys.find(SECRET)).toBeUndefined();
  const [hash, item] = stored(SECRET, KEY);
  items.set(hash, item);
  expect(await apiKeys.find(SECRET)).toEqual(KEY);
});

test('an empty or a very long secret is refused without asking the table', async () => {
  const { apiKeys, sent } = keysOver(new Map());
  expect(await apiKeys.find('')).toBeUndefined();
  expect(await apiKeys.find('k'.repeat(201))).toBeUndefined();
  expect(sent).toHaveLength(0);
});

test('an item whose hash is not that of its key opens nothing', async () => {
  const [hash, item] = stored(SECRET, KEY);
  const { apiKeys } = keysOver(new Map([[hash, { ...item, secretHash: sha256('another') }]]));
  expect(await apiKeys.find(SECRET)).toBeUndefined();
});

test('however many keys come, what is kept stays bounded and right', async () => {
  const many = Array.from({ length: 1_100 }, (_, n) => ({ secret: `secret-${n}`, key: { ...KEY, keyId: `k-${n}` } }));
  const { apiKeys, sent } = keysOver(new Map(many.map(({ secret, key }) => stored(secret, key))));
  for (const { secret, key } of many) expect(await apiKeys.find(secret)).toEqual(key);
  // The first was dropped when room was made; the last is still kept.
  await apiKeys.find('secret-0');
  expect(sent).toHaveLength(1_101);
  await apiKeys.find('secret-1099');
  expect(sent).toHaveLength(1_101);
});
