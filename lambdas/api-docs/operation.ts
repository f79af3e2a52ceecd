import type { DescribedRoute } from './described-route.ts';
import { answerSchema, requestSchema } from './json-schema.ts';
import type { JsonSchema, MediaType, Operation, Parameter, Reference } from './openapi.ts';
import { type RefusalResponses, refusalResponses } from './responses.ts';

/** One route as an operation, and the components that it brings. */
export interface DescribedOperation {
  readonly operation: Operation;
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly responses: RefusalResponses['shared'];
}

/** Throws where a route contradicts itself, such as a parameter that is not in its path. */
export function describeOperation(route: DescribedRoute): DescribedOperation {
  const { responses, shared } = refusalResponses(route);
  const answer = answerSchema(route.answer);
  const body = route.body === undefined ? undefined : requestSchema(route.body);
  const csv = route.hasCsv ? { 'text/csv': { schema: { type: 'string' } } } : {};
  const answerContent = { 'application/json': { schema: named(route.answerName, answer) }, ...csv };
  const operation: Operation = {
    operationId: operationIdOf(route),
    tags: [route.group],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    security: securityOf(route),
    parameters: parametersOf(route),
    ...(body === undefined ? {} : { requestBody: { required: true, content: bodyContent(route, body) } }),
    responses: { [route.status]: { description: 'Done.', content: answerContent }, ...responses },
    ...(route.sameAs === undefined ? {} : { 'x-same-as': operationIdOf(route.sameAs) }),
  };
  const schemas = {
    ...(route.answerName === undefined ? {} : { [route.answerName]: answer }),
    ...(route.bodyName === undefined || body === undefined ? {} : { [route.bodyName]: body }),
  };
  return { operation, schemas, responses: shared };
}

/** `GET /v1/members/{memberId}` is `getV1MembersByMemberId`. */
export function operationIdOf({ method, path }: Pick<DescribedRoute, 'method' | 'path'>): string {
  const words = path.replace(/\{/g, 'by-').split(/[^A-Za-z0-9]+/);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

const named = (name: string | undefined, schema: JsonSchema): JsonSchema =>
  name === undefined ? schema : { $ref: `#/components/schemas/${name}` };

function bodyContent(route: DescribedRoute, body: JsonSchema): Record<string, MediaType> {
  const { bodyTypes, bodyName, bodyExample } = route;
  const content = { schema: named(bodyName, body), ...(bodyExample === undefined ? {} : { example: bodyExample }) };
  return Object.fromEntries(bodyTypes.map((type) => [type, content]));
}

function securityOf({ access }: DescribedRoute): Operation['security'] {
  switch (access.kind) {
    case 'operator':
      return [{ operatorKey: [access.scope] }];
    case 'writeKey':
      return [{ writeKey: [] }];
    case 'public':
      return [];
  }
}

function parametersOf(route: DescribedRoute): (Parameter | Reference)[] {
  const inPath = parametersFrom(requestSchema(route.parameters), 'path');
  const names = [...route.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
  const described = inPath.map(({ name }) => name);
  if (names.toSorted().join() !== described.toSorted().join()) {
    const [inThePath, inTheSchema] = [names.join(', ') || 'none', described.join(', ') || 'none'];
    throw new Error(`${route.method} ${route.path} has the parameters ${inThePath}, its schema ${inTheSchema}`);
  }
  const inQuery = parametersFrom(requestSchema(route.query), 'query');
  const key = route.isIdempotent ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : [];
  return [...inPath, ...inQuery, ...key];
}

function parametersFrom({ properties = {}, required = [] }: JsonSchema, place: 'path' | 'query'): Parameter[] {
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}
