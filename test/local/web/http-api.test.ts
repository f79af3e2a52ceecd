import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import type { InvocationResult } from '../../../local/compute/invoker.ts';
import type { CorsSpec } from '../../../local/deployment.ts';
import { HttpApi } from '../../../local/web/http-api.ts';
import { functionSpec } from '../function-spec.ts';
import { createRig } from '../rig.ts';

const ROUTES = [
  '$default',
  'ANY /{proxy+}',
  'GET /v1/members/{id}',
  'POST /v1/members/{id}',
  'ANY /v1/members/me',
  'GET /v1/members/me',
];

function createApi(result: InvocationResult = { ok: true, payload: null }, cors?: CorsSpec, isPermitted = true) {
  const { clock, logs } = createRig();
  const events: Record<string, unknown>[] = [];
  const permission = { principal: 'apigateway.amazonaws.com', sourceArn: 'arn:aws:execute-api:x:0:api/*/*/v1' };
  const target = functionSpec('', { invokePermissions: isPermitted ? [permission] : [] });
  const api = new HttpApi({
    spec: {
      stack: 'test',
      logicalId: 'Api',
      path: 'test/Api',
      arn: 'api',
      apiId: 'api',
      routes: ROUTES.map((routeKey) => ({ routeKey, functionArn: target.arn })),
      cors,
    },
    accountId: '000000000000',
    clock,
    logs,
    functionSpec: () => target,
    invoker: {
      invoke: async (_, event) => {
        events.push(event as Record<string, unknown>);
        return result;
      },
    },
  });
  const call = (method: string, url: string, headers: Record<string, string> = {}, body = Buffer.alloc(0)) =>
    api.answer({ method, url, headers, socket: { remoteAddress: '127.0.0.1' } } as unknown as IncomingMessage, body);
  return { api, call, events };
}

test.each([
  ['GET', '/v1/members/me', 'GET /v1/members/me'],
  ['POST', '/v1/members/me', 'ANY /v1/members/me'],
  ['POST', '/v1/members/42', 'POST /v1/members/{id}'],
  ['DELETE', '/v1/members/42', 'ANY /{proxy+}'],
  ['GET', '/', '$default'],
])('%s %s goes to the most specific route, %s', (method, path, routeKey) => {
  expect(createApi().api.match(method, path)?.route.routeKey).toBe(routeKey);
});

test('a function gets the request in payload format 2.0', async () => {
  const { call, events } = createApi();
  await call('GET', '/v1/members/m%201?limit=5&tag=a&tag=b', { cookie: 'a=1; b=2', host: 'shop.example' });
  expect(events[0]).toMatchObject({
    version: '2.0',
    routeKey: 'GET /v1/members/{id}',
    rawQueryString: 'limit=5&tag=a&tag=b',
    queryStringParameters: { limit: '5', tag: 'a,b' },
    pathParameters: { id: 'm 1' },
    cookies: ['a=1', 'b=2'],
    headers: { host: 'shop.example' },
    requestContext: { http: { method: 'GET', sourceIp: '127.0.0.1' }, stage: '$default' },
    isBase64Encoded: false,
  });
});

test('a body that is packed or no text is passed on in base64', async () => {
  const { call, events } = createApi();
  const body = Buffer.from('{"a":1}');
  await call('POST', '/v1/members/1', { 'content-type': 'application/json' }, body);
  await call('POST', '/v1/members/1', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body);
  await call('POST', '/v1/members/1', { 'content-type': 'application/octet-stream' }, body);
  expect(events.map(({ isBase64Encoded }) => isBase64Encoded)).toEqual([false, true, true]);
  expect(events[1]?.['body']).toBe(body.toString('base64'));
});

test('an answer without a status is a 200 with its JSON', async () => {
  const { call } = createApi({ ok: true, payload: { a: 1 } });
  expect(await call('GET', '/v1/members/1')).toMatchObject({ status: 200, body: '{"a":1}' });
});

test.each([
  ['Error', 500, 'Internal Server Error'],
  ['Sandbox.Timedout', 503, 'Service Unavailable'],
])('a function that ends with %s is a %i of the gateway', async (name, status, message) => {
  const { call } = createApi({ ok: false, error: { name, message: 'inner secret' } });
  expect(await call('GET', '/v1/members/1')).toMatchObject({ status, body: JSON.stringify({ message }) });
});

test('without a permission to invoke, the gateway answers 500 and no function runs', async () => {
  const { call, events } = createApi({ ok: true, payload: null }, undefined, false);
  expect(await call('GET', '/v1/members/1')).toMatchObject({ status: 500 });
  expect(events).toEqual([]);
});

test('pages of an allowed origin may call, and others get no leave', async () => {
  const cors: CorsSpec = {
    allowOrigins: ['https://shop.example'],
    allowMethods: ['POST'],
    allowHeaders: ['content-type'],
    exposeHeaders: [],
    allowCredentials: false,
    maxAgeSeconds: 60,
  };
  const { call, events } = createApi({ ok: true, payload: null }, cors);
  const preflight = await call('OPTIONS', '/v1/members/1', { origin: 'https://shop.example' });
  expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': 'https://shop.example' } });
  expect(events).toEqual([]);
  const foreign = await call('POST', '/v1/members/1', { origin: 'https://other.example' });
  expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
});
