import type { DescribedGroup, DescribedRoute } from './described-route.ts';
import { FIXED_PARAMETERS, FIXED_SCHEMAS, INTRODUCTION, SECURITY_SCHEMES } from './fixed-components.ts';
import type { OpenApiDocument, Operation } from './openapi.ts';
import { describeOperation } from './operation.ts';

/** The version of the interface, not of the product: a path under /v2 would make it 2. */
const API_VERSION = '1';

/**
 * The routes as an OpenAPI 3.1 document, in the order in which they are given; groups may say more than their name.
 * Throws where two routes are one address, or one contradicts itself.
 */
export function openApiDocument(
  routes: readonly DescribedRoute[],
  groups: readonly DescribedGroup[] = [],
): OpenApiDocument {
  const described = routes.map((route) => ({ route, ...describeOperation(route) }));
  refuseTwins(described.map(({ operation }) => operation.operationId));
  return {
    openapi: '3.1.1',
    info: { title: 'Holdfast API', version: API_VERSION, description: INTRODUCTION },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ group }) => group))].map(
      (name) => groups.find((group) => group.name === name) ?? { name },
    ),
    paths: groupedByPath(described),
    components: {
      schemas: merged([FIXED_SCHEMAS, ...described.map(({ schemas }) => schemas)]),
      responses: merged(described.map(({ responses }) => responses)),
      parameters: FIXED_PARAMETERS,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function refuseTwins(operationIds: readonly string[]): void {
  const twin = operationIds.find((id, index) => operationIds.indexOf(id) !== index);
  if (twin !== undefined) throw new Error(`two routes are the operation ${twin}`);
}

function groupedByPath(
  described: readonly { readonly route: DescribedRoute; readonly operation: Operation }[],
): OpenApiDocument['paths'] {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const { route, operation } of described) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation };
  }
  return paths;
}

/** Components of one name are the same everywhere; a name for two things would hide one of them. */
function merged<T>(parts: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  const all: Record<string, T> = {};
  for (const [name, component] of parts.flatMap((part) => Object.entries(part))) {
    if (name in all && JSON.stringify(all[name]) !== JSON.stringify(component)) {
      throw new Error(`two components are named ${name}`);
    }
    all[name] = component;
  }
  return all;
}
