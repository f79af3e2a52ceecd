import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import type { ApiKey } from '../../../../lambdas/kernel/api-key.ts';
import { apiRoute, idParameter, nothing } from '../../../../lambdas/kernel/api-route.ts';
import type { ApiRequest } from '../../../../lambdas/kernel/http/request.ts';
import { type RouteRequest, routeFunction } from '../../../../lambdas/kernel/http/route-function.ts';
import { logger } from '../../../../lambdas/kernel/log.ts';
import { ok, refuse } from '../../../../lambdas/kernel/result.ts';
import { requestWith } from './requests.ts';

const ROUTE = {
  method: 'POST',
  path: '/v1/members/{memberId}/gifts',
  group: 'Gifts',
  summary: 'Gives a gift',
  scope: 'write',
  isIdempotent: true,
  parameters: z.object({ memberId: idParameter }),
  query: z.object({ shop: z.optional(z.enum(['east', 'west'])) }),
  body: z.strictObject({ to: idParameter, gift: z.object({ points: z.int().check(z.minimum(1)) }) }),
  status: 201,
  answer: z.object({}),
  refusals: { TOO_MANY: { status: 409, title: 'there were too many' } },
} as const;
const gift = apiRoute(ROUTE);
const show = apiRoute({ ...ROUTE, method: 'GET', scope: 'read', isIdempotent: false, query: nothing, status: 200 });

const KEYS: Readonly<Record<string, ApiKey>> = {
  server: { keyId: 'k-0', kind: 'server', scopes: [] },
  reader: { keyId: 'k-1', kind: 'operator', scopes: ['read'] },
  writer: { keyId: 'k-2', kind: 'operator', scopes: ['write'] },
  admin: { keyId: 'k-3', kind: 'operator', scopes: ['admin'] },
};
const apiKeys = { find: async (secret: string) => (Object.hasOwn(KEYS, secret) ? KEYS[secret] : undefined) };
const BODY = { to: 'm-2', gift: { points: 5 } };

interface Sent {
  readonly body?: unknown;
  readonly memberId?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

function request({ body = BODY, memberId = 'm-1', query, headers }: Sent = {}): ApiRequest {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    ...requestWith(text, { authorization: 'Bearer writer', 'idempotency-key': 'gift-1', ...headers }),
    pathParameters: { memberId },
    ...(query === undefined ? {} : { queryStringParameters: { ...query } }),
  };
}

type Handled = RouteRequest<z.infer<typeof gift.parameters>, z.infer<typeof gift.query>, z.infer<typeof gift.body>>;

/** What the route answers, and what reached its handler. */
async function call(sent: Sent = {}, refusal?: { readonly code: string; readonly expected?: string }) {
  const handled: Handled[] = [];
  const handler = routeFunction(gift, apiKeys, async (given) => {
    handled.push(given);
    return refusal === undefined ? ok({ given: 'yes' }) : refuse(refusal as { readonly code: 'TOO_MANY' });
  });
  const { statusCode, body } = await handler(request(sent), {} as Context);
  return { status: statusCode, body: JSON.parse(body ?? 'null'), handled };
}

beforeEach(() => {
  vi.spyOn(logger, 'error').mockReturnValue();
});

afterEach(() => {
  vi.restoreAllMocks();
});

test('a request that holds is handled as its schemas say, and answered with the status of the route', async () => {
  const { status, body, handled } = await call({ query: { shop: 'east' } });
  expect([status, body]).toEqual([201, { given: 'yes' }]);
  expect(handled).toMatchObject([
    { parameters: { memberId: 'm-1' }, query: { shop: 'east' }, body: BODY, apiKey: { keyId: 'k-2' } },
  ]);
});

test.each([
  { sent: { memberId: 'x'.repeat(129) }, path: 'path.memberId' },
  { sent: { memberId: '' }, path: 'path.memberId' },
  { sent: { query: { shop: 'north' } }, path: 'query.shop' },
  { sent: { body: [] }, path: '$' },
  { sent: { body: 'null' }, path: '$' },
  { sent: { body: { gift: { points: 5 } } }, path: '$.to' },
  { sent: { body: { ...BODY, gift: { points: 0 } } }, path: '$.gift.points' },
  { sent: { body: { ...BODY, gift: null } }, path: '$.gift' },
  { sent: { body: { ...BODY, more: 1 } }, path: '$' },
  { sent: { body: '{"to":"m-\\ud800","gift":{"points":5}}' }, path: '$.to' },
  { sent: { body: '{"to":"m-2","gift":{"points":5,"__proto__":{}}}' }, path: '$.gift' },
])('$path that does not hold is a 400 that says where: $sent', async ({ sent, path }) => {
  const { status, body, handled } = await call(sent);
  expect(status).toBe(400);
  expect(body).toMatchObject({
    code: 'REQUEST_INVALID',
    path,
    expected: expect.any(String),
    given: expect.any(String),
  });
  expect(handled).toEqual([]);
});

test('what is repeated of a wrong request is cut', async () => {
  const { body } = await call({ body: { ...BODY, gift: 'x'.repeat(10_000) } });
  expect(body.given.length).toBeLessThanOrEqual(80);
});

test.each([
  { key: 'reader', route: show, status: 200 },
  { key: 'writer', route: show, status: 200 },
  { key: 'admin', route: show, status: 200 },
  { key: 'reader', route: gift, status: 403 },
  { key: 'writer', route: gift, status: 201 },
  { key: 'admin', route: gift, status: 201 },
  { key: 'server', route: show, status: 403 },
  { key: 'nobody', route: show, status: 401 },
])('the key $key on a route of scope $route.scope is $status', async ({ key, route, status }) => {
  const handle = vi.fn(async () => ok({}));
  const handler = routeFunction(route, apiKeys, handle);
  const answer = await handler(request({ headers: { authorization: `Bearer ${key}` } }), {} as Context);
  expect(answer.statusCode).toBe(status);
  expect(handle).toHaveBeenCalledTimes(status < 300 ? 1 : 0);
});

test('who may not do it is told so before the request is looked at', async () => {
  const { status } = await call({ body: '{', headers: { authorization: 'Bearer reader' } });
  expect(status).toBe(403);
});

test.each(['', ' ', 'a b', 'ключ', 'x'.repeat(256)])('the Idempotency-Key "%s" is a 400', async (key) => {
  const { status, body, handled } = await call({ headers: { 'idempotency-key': key } });
  expect([status, body.code]).toEqual([400, 'IDEMPOTENCY_KEY_MISSING']);
  expect(body.given.length).toBeLessThanOrEqual(40);
  expect(handled).toEqual([]);
});

test.each(['1', '~!'.repeat(127), 'x'.repeat(255)])('the Idempotency-Key "%s" is taken as it is', async (key) => {
  const { handled } = await call({ headers: { 'idempotency-key': key } });
  expect(handled.map(({ idempotency }) => idempotency.key)).toEqual([key]);
});

test('the same request has the same hash however it is written, and another member or body another', async () => {
  const hashOf = async (sent: Sent) => (await call(sent)).handled[0]?.idempotency.requestHash;
  const hash = await hashOf({});
  expect(await hashOf({ body: '{ "gift": {"points": 5.0}, "to": "m-2" }' })).toBe(hash);
  expect(await hashOf({ memberId: 'm-3' })).not.toBe(hash);
  expect(await hashOf({ body: { ...BODY, gift: { points: 6 } } })).not.toBe(hash);
});

test('a route that moves no value asks for no Idempotency-Key, and has none', async () => {
  const handle = vi.fn(async (_: { readonly idempotency: unknown }) => ok({}));
  await routeFunction(show, apiKeys, handle)(request({ headers: { 'idempotency-key': '' } }), {} as Context);
  expect(handle.mock.calls[0]?.[0].idempotency).toEqual({ key: '', requestHash: '' });
});

test('ids are looked for in the form that they are kept in, in the path and in the body', async () => {
  const { handled } = await call({ memberId: 'Zoe\u0308', body: { ...BODY, to: 'Jose\u0301\u0000' } });
  expect(handled).toMatchObject([{ parameters: { memberId: 'Zo\u00eb' }, body: { to: 'Jos\u00e9' } }]);
});

test('a refusal is the problem that the route describes, with its figures', async () => {
  const { status, body } = await call({}, { code: 'TOO_MANY', expected: 'at most 3' });
  expect([status, body]).toEqual([
    409,
    { type: 'about:blank', status: 409, code: 'TOO_MANY', title: 'there were too many', expected: 'at most 3' },
  ]);
});

test('a refusal that the route does not describe is a fault, of which nothing is shown', async () => {
  const { status, body } = await call({}, { code: 'UNHEARD_OF', expected: 'secret' });
  expect([status, body.code]).toEqual([500, 'INTERNAL']);
  expect(JSON.stringify(body)).not.toMatch(/UNHEARD|secret/);
});
