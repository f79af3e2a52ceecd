import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { safeParse } from 'zod/mini';
import { createKeyRoute, listKeysRoute, revokeKeyRoute } from '../../lambdas/access/keys-api.ts';
import type { ApiKey } from '../../lambdas/kernel/api-key.ts';
import { type ApiKeys, createApiKeys } from '../../lambdas/kernel/api-key-store.ts';
import type { ApiResponse } from '../../lambdas/kernel/http/problem.ts';
import type { ApiRequest } from '../../lambdas/kernel/http/request.ts';
import { requestWith } from '../unit/kernel/http/requests.ts';
import { startTable, type TestTable } from './engine.ts';

type Handler = (request: ApiRequest, context: Context) => Promise<ApiResponse>;

const ADMIN = 'hf_operator_admin';
let table: TestTable;
let apiKeys: ApiKeys;
let list: Handler;
let create: Handler;
let revoke: Handler;

beforeAll(async () => {
  table = await startTable();
  apiKeys = createApiKeys(table);
  await apiKeys.create(ADMIN, { keyId: 'k-admin', kind: 'operator', scopes: ['admin'] });
  await apiKeys.create('hf_operator_writer', { keyId: 'k-writer', kind: 'operator', scopes: ['write'] });
  // The functions as they are deployed: they read their environment when they start.
  vi.stubEnv('TABLE_NAME', table.name);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', table.engine.endpoint);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'contract');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'contract');
  list = (await import('../../lambdas/access/functions/list-keys.ts')).handler as Handler;
  create = (await import('../../lambdas/access/functions/create-key.ts')).handler as Handler;
  revoke = (await import('../../lambdas/access/functions/revoke-key.ts')).handler as Handler;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await table.stop();
});

async function call(handler: Handler, request: { body?: unknown; keyId?: string; as?: string } = {}) {
  const { body, keyId, as = ADMIN } = request;
  const event = requestWith(body === undefined ? undefined : JSON.stringify(body), { authorization: `Bearer ${as}` });
  const parameters = keyId === undefined ? {} : { pathParameters: { keyId } };
  const answer = await handler({ ...event, ...parameters }, {} as Context);
  return { status: answer.statusCode, body: JSON.parse(answer.body ?? 'null') };
}

const everything = async () =>
  JSON.stringify(await table.engine.call('DynamoDB_20120810.Scan', { TableName: table.name }));

test.each([
  [{ kind: 'server' }, { scopes: [], signed: false }, /^$/],
  [{ kind: 'server', signed: true }, { scopes: [], signed: true }, /^hf_signing_[\w-]{43}$/],
  [{ kind: 'client' }, { scopes: [], signed: false }, /^hf_identity_[\w-]{43}$/],
  [{ kind: 'operator', scopes: ['write', 'read'] }, { scopes: ['read', 'write'], signed: false }, /^$/],
])(
  '%j creates a key that opens at once, shows its secrets, and keeps its own nowhere',
  async (body, shown, signing) => {
    const { status, body: created } = await call(create, { body });
    expect(status).toBe(201);
    expect(safeParse(createKeyRoute.answer, created).success).toBe(true);
    expect(created).toMatchObject({ kind: body.kind, ...shown });
    expect(created.signingSecret ?? '').toMatch(signing);
    const { secret, signed: _, ...key } = created;
    expect(await apiKeys.find(secret)).toEqual(key);
    expect(await everything()).not.toContain(secret);
  },
);

test('the list has every key and no secret', async () => {
  const { body: created } = await call(create, { body: { kind: 'client' } });
  const { status, body } = await call(list);
  expect(status).toBe(200);
  expect(safeParse(listKeysRoute.answer, body).success).toBe(true);
  const listed = body.keys.find(({ keyId }: ApiKey) => keyId === created.keyId);
  expect(listed).toEqual({
    keyId: created.keyId,
    kind: 'client',
    scopes: [],
    signed: false,
    createdAt: expect.any(String),
  });
  expect(JSON.stringify(body)).not.toMatch(/hf_|secret/i);
});

test('a rotation has no gap: the second key opens beside the first, and alone when the first is revoked', async () => {
  const first = (await call(create, { body: { kind: 'server', signed: true } })).body;
  const second = (await call(create, { body: { kind: 'server', signed: true } })).body;
  expect(await apiKeys.find(first.secret)).toMatchObject({ signingSecret: first.signingSecret });
  expect(await apiKeys.find(second.secret)).toMatchObject({ signingSecret: second.signingSecret });
  expect(first.signingSecret).not.toBe(second.signingSecret);

  const { status, body } = await call(revoke, { keyId: first.keyId });
  expect([status, body]).toEqual([200, { keyId: first.keyId, revoked: true }]);
  expect(safeParse(revokeKeyRoute.answer, body).success).toBe(true);
  const elsewhere = createApiKeys(table);
  expect(await elsewhere.find(first.secret)).toBeUndefined();
  expect(await elsewhere.find(second.secret)).toMatchObject({ keyId: second.keyId });
  expect((await call(list)).body.keys.find(({ keyId }: ApiKey) => keyId === first.keyId).revokedAt).toBeDefined();
});

test('a key that was kept before keys could sign is still found, and need not sign', async () => {
  await apiKeys.create('hf_client_old', { keyId: 'k-old', kind: 'client', scopes: [] });
  expect(await apiKeys.find('hf_client_old')).toEqual({ keyId: 'k-old', kind: 'client', scopes: [] });
});

test('a key can not revoke itself, and goes on opening', async () => {
  const { status, body } = await call(revoke, { keyId: 'k-admin' });
  expect([status, body.code]).toEqual([409, 'KEY_IS_OWN']);
  expect(await createApiKeys(table).find(ADMIN)).toMatchObject({ keyId: 'k-admin' });
});

test('an id that no key has is a 404', async () => {
  const { status, body } = await call(revoke, { keyId: 'k-nobody' });
  expect([status, body.code, body.given]).toEqual([404, 'KEY_UNKNOWN_ID', 'k-nobody']);
});

test.each([
  [{ kind: 'server', scopes: ['admin'] }, 422, 'SCOPES_NOT_FOR_KIND'],
  [{ kind: 'client', signed: true }, 422, 'SIGNED_NOT_FOR_KIND'],
  [{ kind: 'master' }, 400, 'REQUEST_INVALID'],
  [{ kind: 'server', sign: true }, 400, 'REQUEST_INVALID'],
  [{ kind: 'operator', scopes: ['root'] }, 400, 'REQUEST_INVALID'],
])('%j is a %i %s, and no key is made', async (body, status, code) => {
  const before = (await call(list)).body.keys.length;
  const answer = await call(create, { body });
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect((await call(list)).body.keys).toHaveLength(before);
});

test('only who administers reaches the routes of keys', async () => {
  const as = 'hf_operator_writer';
  const answers = [
    await call(list, { as }),
    await call(create, { as, body: { kind: 'operator', scopes: ['admin'] } }),
    await call(revoke, { as, keyId: 'k-admin' }),
  ];
  for (const { status, body } of answers) expect([status, body.code]).toEqual([403, 'SCOPE_MISSING']);
});
