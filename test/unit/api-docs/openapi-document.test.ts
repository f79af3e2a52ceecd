import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { describeApiRoute } from '../../../lambdas/api-docs/described-route.ts';
import { EVENTS_GROUP } from '../../../lambdas/api-docs/intake-paths.ts';
import { listRoutes } from '../../../lambdas/api-docs/list-routes.ts';
import type { MediaType, Operation, Response } from '../../../lambdas/api-docs/openapi.ts';
import { openApiDocument } from '../../../lambdas/api-docs/openapi-document.ts';
import { INTAKE, REDEEM, ROUTES, SHOW_POINTS } from './routes.ts';

const document = openApiDocument(ROUTES, [EVENTS_GROUP]);
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);
const redeem = operation('post', '/v1/members/{memberId}/redemptions');

function operation(method: string, path: string): Operation {
  const found = document.paths[path]?.[method];
  if (found === undefined) throw new Error(`${method} ${path} is not described`);
  return found;
}

/** What a JSON pointer of this document leads to. */
function lookUp(reference: string): unknown {
  const steps = reference.replace(/^#\//, '').split('/');
  return steps.reduce<unknown>((part, step) => (part as Record<string, unknown> | undefined)?.[step], document);
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    name === '$ref' && typeof part === 'string' ? [part] : referencesIn(part),
  );
}

function problemCodes(of: Operation, status: string): unknown {
  const given = of.responses[status];
  const response = given && '$ref' in given ? (lookUp(given.$ref) as Response) : given;
  const [, own] = response?.content?.['application/problem+json']?.schema.allOf ?? [];
  return own?.properties?.['code']?.enum;
}

test.each([
  { what: 'the routes of these tests', described: document },
  { what: 'the routes of the product', described: openApiDocument(listRoutes()) },
])('$what: each reference leads somewhere, and no component is there for nothing', ({ described }) => {
  const references = new Set(referencesIn(described));
  const components = Object.entries(described.components)
    .filter(([kind]) => kind !== 'securitySchemes')
    .flatMap(([kind, named]) => Object.keys(named).map((name) => `#/components/${kind}/${name}`));
  expect([...references].filter((reference) => !components.includes(reference))).toEqual([]);
  const isKeyNeeded = Object.values(described.paths).some((path) => JSON.stringify(path).includes('IdempotencyKey'));
  const unused = components.filter((name) => !references.has(name));
  expect(unused).toEqual(isKeyNeeded ? [] : ['#/components/parameters/IdempotencyKey']);
});

test('no two operations share an id, and each says who may call it, what it takes and what it answers', () => {
  const ids = operations.map((each) => each.operation.operationId);
  expect(ids).toHaveLength(ROUTES.length);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { path, operation: each } of operations) {
    const parameters = each.parameters.flatMap((parameter) => ('$ref' in parameter ? [] : [parameter]));
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{[^}]+\}/g) ?? []);
    expect(inPath.every(({ required }) => required)).toBe(true);
    expect(Object.keys(each.responses).filter((status) => status.startsWith('2'))).toHaveLength(1);
    expect(Object.keys(each.responses)).toEqual(expect.arrayContaining(['404', '413', '429', '500', '503', '504']));
    for (const scheme of each.security.flatMap((schemes) => Object.keys(schemes))) {
      expect(document.components.securitySchemes).toHaveProperty(scheme);
    }
    expect(each.tags.every((tag) => document.tags.some(({ name }) => name === tag))).toBe(true);
  }
});

test('the document is OpenAPI 3.1 with relative addresses, and survives JSON', () => {
  expect(document.openapi).toMatch(/^3\.1\.\d+$/);
  expect(document.servers).toEqual([{ url: '/' }]);
  expect(Object.keys(document.paths).every((path) => path.startsWith('/'))).toBe(true);
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  expect(JSON.stringify(document)).not.toContain('$schema');
});

test('a route that moves value demands an Idempotency-Key, another one does not', () => {
  const key = { $ref: '#/components/parameters/IdempotencyKey' };
  expect(redeem.parameters).toContainEqual(key);
  expect(lookUp(key.$ref)).toMatchObject({ name: 'Idempotency-Key', in: 'header', required: true });
  expect(operation('get', '/v1/members/{memberId}/points').parameters).not.toContainEqual(key);
});

test('all codes at one status stand together, a route’s own first', () => {
  expect(problemCodes(redeem, '400')).toEqual(['REQUEST_INVALID', 'BODY_UNREADABLE', 'IDEMPOTENCY_KEY_MISSING']);
  expect(problemCodes(redeem, '401')).toEqual(['KEY_UNKNOWN']);
  expect(problemCodes(redeem, '403')).toEqual(['KEY_KIND_WRONG', 'SCOPE_MISSING']);
  expect(problemCodes(redeem, '404')).toEqual(['MEMBER_UNKNOWN', 'ROUTE_UNKNOWN']);
  expect(problemCodes(redeem, '409')).toEqual(['POINTS_SHORT', 'REWARD_GONE']);
  expect(problemCodes(operation('post', '/v1/batch'), '413')).toEqual(['BATCH_TOO_LARGE', 'BODY_TOO_LARGE']);
  expect(problemCodes(operation('get', '/v1/members/{memberId}/points'), '400')).toEqual(['REQUEST_INVALID']);
});

test('a status that the gateway shares with us has both kinds of answer; one that is the gateway’s alone has its own', () => {
  const contentOf = (status: string) => {
    const response = redeem.responses[status];
    return response && '$ref' in response ? (lookUp(response.$ref) as Response) : response;
  };
  const message = { $ref: '#/components/schemas/GatewayMessage' };
  for (const status of ['413', '500', '503']) {
    expect(Object.keys(contentOf(status)?.content ?? {})).toEqual(['application/problem+json', 'application/json']);
  }
  for (const status of ['429', '504']) {
    const content: Readonly<Record<string, MediaType>> = contentOf(status)?.content ?? {};
    expect(Object.keys(content)).toEqual(['application/json']);
    expect(content['application/json']?.schema).toEqual(message);
  }
  expect(contentOf('503')?.headers).toHaveProperty('Retry-After');
  expect(contentOf('429')?.headers).toBeUndefined();
});

test('who may call is told: an operator’s scope, a write key, or nobody in particular', () => {
  expect(redeem.security).toEqual([{ operatorKey: ['write'] }]);
  expect(operation('post', '/v1/track').security).toEqual([{ writeKey: [] }]);
  expect(operation('get', '/v1/projects/{key}/settings').security).toEqual([]);
});

test('a request is described before its defaults, an answer after, and an answer may grow', () => {
  const page = z.object({ size: z._default(z.int(), 20) });
  const route = { ...SHOW_POINTS, path: '/v1/p', parameters: z.object({}), query: page, answer: page };
  const described = openApiDocument([describeApiRoute(route)]).paths['/v1/p']?.['get'];
  expect(described?.parameters).toMatchObject([
    { name: 'size', in: 'query', required: false, schema: { default: 20 } },
  ]);
  const answer = described?.responses['200'] as Response;
  const { required, additionalProperties } = answer.content?.['application/json']?.schema ?? {};
  expect({ required, additionalProperties }).toEqual({ required: ['size'], additionalProperties: undefined });
});

test('a body that takes nothing it does not know says so', () => {
  const route = describeApiRoute({ ...REDEEM, body: z.strictObject({ points: z.int() }) });
  const described = openApiDocument([route]).paths[REDEEM.path]?.['post'];
  expect(described?.requestBody?.content['application/json']?.schema.additionalProperties).toBe(false);
});

test.each([
  { what: 'two routes of one address', routes: [REDEEM, REDEEM], fault: 'postV1MembersByMemberIdRedemptions' },
  {
    what: 'a parameter that the path lacks',
    routes: [{ ...SHOW_POINTS, path: '/v1/points' }],
    fault: 'GET /v1/points has the parameters none, its schema memberId',
  },
])('$what: refused by name', ({ routes, fault }) => {
  expect(() => openApiDocument(routes.map(describeApiRoute))).toThrow(fault);
});

test('every address of the tracking format is there, and a short form is the long one', () => {
  const long = ['track', 'identify', 'page', 'screen', 'group', 'alias', 'batch', 'import'];
  const short = ['t', 'i', 'p', 's', 'g', 'a', 'b'];
  for (const [index, name] of short.entries()) {
    const { operationId, summary, 'x-same-as': sameAs, ...same } = operation('post', `/v1/${name}`);
    const { operationId: original, summary: _, ...rest } = operation('post', `/v1/${long[index]}`);
    expect(same).toEqual(rest);
    expect(sameAs).toBe(original);
  }
  expect(operation('post', '/v1/import').requestBody).toEqual(operation('post', '/v1/batch').requestBody);
  expect(Object.keys(operation('post', '/v1/track').requestBody?.content ?? {})).toEqual([
    'application/json',
    'text/plain',
  ]);
});

test('each example of a body is one that the route takes', () => {
  for (const { path, body, bodyExample } of INTAKE) {
    if (body !== undefined)
      expect({ path, taken: z.safeParse(body, bodyExample).success }).toEqual({ path, taken: true });
  }
});

test('what is deployed is described by a document that OpenAPI 3.1 accepts', async () => {
  const deployed = openApiDocument(listRoutes(), [EVENTS_GROUP]);
  const validator = new Validator();
  const { valid, errors } = await validator.validate(JSON.parse(JSON.stringify(deployed)));
  expect({ valid, errors, version: validator.version }).toEqual({ valid: true, errors: undefined, version: '3.1' });
});
