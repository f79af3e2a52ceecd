import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ApiKey } from '../../../../lambdas/kernel/api-key.ts';
import type { ApiKeys } from '../../../../lambdas/kernel/api-key-store.ts';
import { BusyError } from '../../../../lambdas/kernel/busy-error.ts';
import { apiFunction } from '../../../../lambdas/kernel/http/api-function.ts';
import { apiKeyCheck, jsonBody } from '../../../../lambdas/kernel/http/middlewares.ts';
import { type ApiResponse, HttpProblem, json } from '../../../../lambdas/kernel/http/problem.ts';
import type { ApiRequest } from '../../../../lambdas/kernel/http/request.ts';
import { logger } from '../../../../lambdas/kernel/log.ts';
import { base64, requestWith } from './requests.ts';

const KEYS: Readonly<Record<string, ApiKey>> = {
  'server-secret': { keyId: 'k-1', kind: 'server', scopes: [] },
  'client-secret': { keyId: 'k-2', kind: 'client', scopes: [] },
  'operator-secret': { keyId: 'k-3', kind: 'operator', scopes: ['admin'] },
};

const apiKeys: Pick<ApiKeys, 'find'> = {
  find: async (secret) => (Object.hasOwn(KEYS, secret) ? KEYS[secret] : undefined),
};

type Handle = (request: ApiRequest) => Promise<ApiResponse>;
const answerKind: Handle = async ({ apiKey }) => json(200, { kind: apiKey?.kind });

async function call(request: ApiRequest, handle: Handle = answerKind) {
  const handler = apiFunction([jsonBody(), apiKeyCheck(apiKeys, ['server', 'client'])], handle);
  const { statusCode, headers, body } = await handler(request, {} as Context);
  return { status: statusCode, headers, body: JSON.parse(body ?? 'null') };
}

const asServer = (body: string | undefined = '{}') => requestWith(body, { authorization: 'Bearer server-secret' });
const failing = (error: Error) => call(asServer(), () => Promise.reject(error));

beforeEach(() => {
  vi.spyOn(logger, 'error').mockReturnValue();
});

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  { how: 'HTTP Basic', request: requestWith('{}', { authorization: `Basic ${base64('server-secret:')}` }) },
  { how: 'a bearer token', request: requestWith('{}', { authorization: 'Bearer server-secret' }) },
  { how: 'writeKey in the body', request: requestWith('{"writeKey":"server-secret"}') },
  {
    how: 'writeKey in a body in base64',
    request: { ...requestWith(base64('{"writeKey":"server-secret"}')), isBase64Encoded: true },
  },
])('a known key is let in by $how', async ({ request }) => {
  expect(await call(request)).toEqual({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: { kind: 'server' },
  });
});

test('a request without a key is a 401 in problem+json, which says how to present one', async () => {
  expect(await call(requestWith('{}'))).toEqual({
    status: 401,
    headers: { 'content-type': 'application/problem+json', 'www-authenticate': 'Basic realm="holdfast"' },
    body: {
      type: 'about:blank',
      status: 401,
      code: 'KEY_UNKNOWN',
      title: 'no valid API key',
      expected: 'a key as the user name of HTTP Basic, or as writeKey in the body',
      given: 'no key',
    },
  });
});

test.each(['Bearer nobody', 'Bearer', 'Bearer ', 'Basic !!!', 'Bearer __proto__', `Basic ${base64(':server-secret')}`])(
  'the key in "%s" is unknown: 401, and the answer does not repeat it',
  async (authorization) => {
    const { status, body } = await call(requestWith('{}', { authorization }));
    expect([status, body.code, body.given]).toEqual([401, 'KEY_UNKNOWN', 'an unknown key']);
  },
);

test('an operator key on the route of events is a 403, and the handler is not reached', async () => {
  const handle = vi.fn(answerKind);
  const { status, body } = await call(requestWith('{}', { authorization: 'Bearer operator-secret' }), handle);
  expect(status).toBe(403);
  expect(body).toMatchObject({ code: 'KEY_KIND_WRONG', expected: 'server or client', given: 'operator' });
  expect(handle).not.toHaveBeenCalled();
});

test.each(['', '{"a":', 'null null'])('the body %j is a 400 in problem+json', async (text) => {
  const { status, headers, body } = await call(asServer(text));
  expect(status).toBe(400);
  expect(headers).toEqual({ 'content-type': 'application/problem+json' });
  expect(body).toMatchObject({ status: 400, code: 'BODY_UNREADABLE', path: '$' });
});

test('a problem that a handler throws is shown as it is, and is nothing to log', async () => {
  const { status, body } = await failing(
    new HttpProblem(404, { code: 'ROUTE_UNKNOWN', title: 'there is no such route' }),
  );
  expect([status, body.code]).toEqual([404, 'ROUTE_UNKNOWN']);
  expect(logger.error).not.toHaveBeenCalled();
});

test.each([
  new BusyError('the bus did not take 1 of 1 events'),
  Object.assign(new Error('rate exceeded'), { name: 'ThrottlingException' }),
  Object.assign(new Error('hot partition'), { name: 'ProvisionedThroughputExceededException' }),
  Object.assign(new Error('account limit'), { name: 'RequestLimitExceeded' }),
])('$name is a 503 that says when to come again', async (error) => {
  const { status, headers, body } = await failing(error);
  expect(status).toBe(503);
  expect(headers).toEqual({ 'content-type': 'application/problem+json', 'retry-after': '2' });
  expect(body.code).toBe('BUSY');
});

test('a fault is a plain 500: nothing of its message, name or stack is shown, and all of it is logged', async () => {
  const error = new TypeError('table holdfast-secret is missing');
  const { status, headers, body } = await failing(error);
  expect(status).toBe(500);
  expect(headers).toEqual({ 'content-type': 'application/problem+json' });
  expect(body).toEqual({
    type: 'about:blank',
    status: 500,
    code: 'INTERNAL',
    title: 'something went wrong here; the request can be sent again',
  });
  expect(logger.error).toHaveBeenCalledExactlyOnceWith('request failed', { error, requestId: 'request-1' });
});

test('a fault while a key is looked up is a plain 500 too', async () => {
  const broken: Pick<ApiKeys, 'find'> = { find: () => Promise.reject(new Error('corrupt item KEY#1')) };
  const handler = apiFunction([jsonBody(), apiKeyCheck(broken, ['server'])], answerKind);
  const { statusCode, body } = await handler(asServer(), {} as Context);
  expect(statusCode).toBe(500);
  expect(body).not.toContain('corrupt');
});

test('an unknown route is a 404 that names the route', async () => {
  const { handler } = await import('../../../../lambdas/intake/functions/refuse-unknown-route.ts');
  const { statusCode, headers, body } = await handler(requestWith('{}'), {} as Context);
  expect([statusCode, headers?.['content-type']]).toEqual([404, 'application/problem+json']);
  expect(JSON.parse(body ?? '')).toMatchObject({ code: 'ROUTE_UNKNOWN', given: 'POST /v1/track' });
});
