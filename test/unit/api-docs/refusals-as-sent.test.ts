import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { describeApiRoute } from '../../../lambdas/api-docs/described-route.ts';
import type { Response } from '../../../lambdas/api-docs/openapi.ts';
import { openApiDocument } from '../../../lambdas/api-docs/openapi-document.ts';
import { handler as refuseUnknownRoute } from '../../../lambdas/intake/functions/refuse-unknown-route.ts';
import type { ApiKey } from '../../../lambdas/kernel/api-key.ts';
import { BusyError } from '../../../lambdas/kernel/busy-error.ts';
import type { ApiRequest } from '../../../lambdas/kernel/http/request.ts';
import { routeFunction } from '../../../lambdas/kernel/http/route-function.ts';
import { logger } from '../../../lambdas/kernel/log.ts';
import { refuse } from '../../../lambdas/kernel/result.ts';
import { requestWith } from '../kernel/http/requests.ts';
import { REDEEM } from './routes.ts';

const KEYS: Readonly<Record<string, ApiKey>> = {
  server: { keyId: 'k-1', kind: 'server', scopes: [] },
  reader: { keyId: 'k-2', kind: 'operator', scopes: ['read'] },
  writer: { keyId: 'k-3', kind: 'operator', scopes: ['write'] },
};

const BODY = JSON.stringify({ points: 100, reward: { kind: 'coupon', couponId: 'c-1' } });
const HEADERS = { authorization: 'Bearer writer', 'idempotency-key': 'cause-1' };
const document = openApiDocument([describeApiRoute(REDEEM)]);

const apiKeys = { find: async (secret: string) => KEYS[secret] };
const pathParameters = { memberId: 'member-1' };
const request = (body: string | undefined = BODY, headers: Record<string, string> = {}): ApiRequest => ({
  ...requestWith(body, { ...HEADERS, ...headers }),
  pathParameters,
});
const failing = (error: Error) => () => Promise.reject(error);
const outOfPoints = async () => refuse({ code: 'POINTS_SHORT' as const, expected: 'at most 5', given: '100' });

/** The example that the document gives for a code at a status. */
function described(status: number, code: string) {
  const response = document.paths[REDEEM.path]?.['post']?.responses[status];
  const name = response && '$ref' in response ? (response.$ref.split('/').at(-1) ?? '') : undefined;
  const found = name === undefined ? (response as Response | undefined) : document.components.responses[name];
  return { example: found?.content?.['application/problem+json']?.examples?.[code]?.value, headers: found?.headers };
}

beforeEach(() => {
  vi.spyOn(logger, 'error').mockReturnValue();
});

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  { code: 'REQUEST_INVALID', sent: request('{"points":0}'), handle: outOfPoints },
  { code: 'BODY_UNREADABLE', sent: request('{'), handle: outOfPoints },
  { code: 'IDEMPOTENCY_KEY_MISSING', sent: request(BODY, { 'idempotency-key': '' }), handle: outOfPoints },
  { code: 'KEY_UNKNOWN', sent: request(BODY, { authorization: 'Bearer nobody' }), handle: outOfPoints },
  { code: 'KEY_KIND_WRONG', sent: request(BODY, { authorization: 'Bearer server' }), handle: outOfPoints },
  { code: 'SCOPE_MISSING', sent: request(BODY, { authorization: 'Bearer reader' }), handle: outOfPoints },
  { code: 'POINTS_SHORT', sent: request(), handle: outOfPoints },
  { code: 'BODY_TOO_LARGE', sent: request(' '.repeat(5 * 1024 * 1024 + 1)), handle: outOfPoints },
  { code: 'ENCODING_UNKNOWN', sent: request(BODY, { 'content-encoding': 'br' }), handle: outOfPoints },
  { code: 'INTERNAL', sent: request(), handle: failing(new Error('broken')) },
  { code: 'BUSY', sent: request(), handle: failing(new BusyError('later')) },
])('$code is sent as it is described: status, title, properties and headers', async ({ code, sent, handle }) => {
  const answer = await routeFunction(REDEEM, apiKeys, handle)(sent, {} as Context);
  const { path, expected, given, ...always } = JSON.parse(answer.body ?? 'null');
  const { example, headers = {} } = described(answer.statusCode ?? 0, code);
  expect(always).toEqual(example);
  const { 'content-type': type, ...others } = answer.headers ?? {};
  expect(type).toBe('application/problem+json');
  expect(Object.keys(headers).map((name) => name.toLowerCase())).toEqual(Object.keys(others));
});

test('a route that does not exist is refused as it is described', async () => {
  const answer = await refuseUnknownRoute(request(), {} as Context);
  const { given, ...always } = JSON.parse(answer.body ?? 'null');
  expect(always).toEqual(described(404, 'ROUTE_UNKNOWN').example);
});

test('what is always in a problem is required, and nothing is sent that is not described', async () => {
  const answer = await routeFunction(REDEEM, apiKeys, outOfPoints)(request('{"points":0}'), {} as Context);
  const { properties, required } = document.components.schemas['Problem'] ?? {};
  expect(Object.keys(properties ?? {})).toEqual(expect.arrayContaining(Object.keys(JSON.parse(answer.body ?? '{}'))));
  expect(required?.toSorted()).toEqual(Object.keys(described(503, 'BUSY').example ?? {}).toSorted());
});
