import type * as z from 'zod/mini';
import { safeParse } from 'zod/mini';
import type { ApiKey } from '../api-key.ts';
import type { ApiKeys } from '../api-key-store.ts';
import type { ApiRoute, RefusalDescriptions } from '../api-route.ts';
import { expectation } from '../expectation.ts';
import { contentHash } from '../ids.ts';
import type { Result } from '../result.ts';
import { cleanText, cleanValue } from '../text.ts';
import { apiFunction } from './api-function.ts';
import { scopeCheck } from './middlewares.ts';
import { type ApiResponse, HttpProblem, json } from './problem.ts';
import { type ApiRequest, parseJsonBody } from './request.ts';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;
const GIVEN_CHARACTERS_MAX = 80;

/** What tells a request that is sent again from a new one. */
export interface Idempotency {
  readonly key: string;
  /** Digest of the parameters and the body: the same key with another one is refused. */
  readonly requestHash: string;
}

/** A request that holds: its parts are what the route's schemas say. */
export interface RouteRequest<P, Q, B> {
  readonly parameters: P;
  readonly query: Q;
  readonly body: B;
  readonly apiKey: ApiKey;
  /** Of a route that moves value; its key and hash are empty elsewhere. */
  readonly idempotency: Idempotency;
}

export interface RouteRefusal<Code> {
  readonly code: Code;
  readonly expected?: string;
  readonly given?: string;
}

/**
 * A function behind one route: checks key, scope and request, asks `handle`, and maps what it refuses to a problem.
 * `render` is for answers that are not always JSON.
 */
export function routeFunction<
  P extends z.ZodMiniType,
  Q extends z.ZodMiniType,
  B extends z.ZodMiniType,
  R extends RefusalDescriptions,
  Answer,
>(
  route: ApiRoute<P, Q, B, R>,
  apiKeys: Pick<ApiKeys, 'find'>,
  handle: (
    request: RouteRequest<z.infer<P>, z.infer<Q>, z.infer<B>>,
  ) => Promise<Result<Answer, RouteRefusal<keyof R & string>>>,
  render: (answer: Answer, request: RouteRequest<z.infer<P>, z.infer<Q>, z.infer<B>>) => ApiResponse = (answer) =>
    json(route.status, answer),
) {
  return apiFunction([scopeCheck(apiKeys, route.scope)], async (request) => {
    const read = readRequest(route, request);
    const answer = await handle(read);
    return answer.ok ? render(answer.value, read) : refusal(route.refusals, answer.refusal);
  });
}

function readRequest<P extends z.ZodMiniType, Q extends z.ZodMiniType, B extends z.ZodMiniType>(
  route: ApiRoute<P, Q, B>,
  request: ApiRequest,
): RouteRequest<z.infer<P>, z.infer<Q>, z.infer<B>> {
  // Ids are kept in one normal form, so they are looked for in it.
  const given = Object.entries(request.pathParameters ?? {}).map(([name, value]) => [name, cleanText(value ?? '')]);
  const parameters = parsePart(route.parameters, Object.fromEntries(given), 'path');
  const query = parsePart(route.query, request.queryStringParameters ?? {}, 'query');
  const body = route.body === undefined ? undefined : parsePart(route.body, cleanBody(request), '$');
  if (request.apiKey === undefined) throw new Error('the route has no check of keys');
  const idempotency = route.isIdempotent ? readIdempotency(request, { parameters, body }) : NO_IDEMPOTENCY;
  return { parameters, query, body: body as z.infer<B>, apiKey: request.apiKey, idempotency };
}

/** The body with its texts in the form that they are kept in, ids among them. */
function cleanBody(request: ApiRequest): unknown {
  const cleaned = cleanValue(parseJsonBody(request));
  if ('fault' in cleaned) throw requestInvalid({ ...cleaned.fault, path: ['$', ...cleaned.fault.path] });
  return cleaned.value;
}

const NO_IDEMPOTENCY: Idempotency = { key: '', requestHash: '' };

function readIdempotency({ headers }: ApiRequest, content: unknown): Idempotency {
  const key = headers['idempotency-key'] ?? '';
  if (!IDEMPOTENCY_KEY.test(key)) {
    const title = 'a request that moves value needs an Idempotency-Key';
    const expected = 'a header Idempotency-Key of 1 to 255 visible ASCII characters';
    throw new HttpProblem(400, {
      code: 'IDEMPOTENCY_KEY_MISSING',
      title,
      expected,
      given: key.slice(0, 40) || 'nothing',
    });
  }
  return { key, requestHash: contentHash(content) };
}

function parsePart<T extends z.ZodMiniType>(schema: T, value: unknown, root: string): z.infer<T> {
  const parsed = safeParse(schema, value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const steps = issue?.path ?? [];
  const given = steps.reduce<unknown>(
    (part, step) => (part as Record<PropertyKey, unknown> | undefined)?.[step],
    value,
  );
  throw requestInvalid({
    path: [root, ...steps],
    expected: issue ? expectation(issue) : 'something else',
    given: given === undefined ? 'nothing' : (JSON.stringify(given) ?? ''),
  });
}

function requestInvalid(fault: {
  readonly path: readonly PropertyKey[];
  readonly expected: string;
  readonly given: string;
}): HttpProblem {
  return new HttpProblem(400, {
    code: 'REQUEST_INVALID',
    title: 'the request is not as the route wants it',
    path: fault.path.map(String).join('.'),
    expected: fault.expected,
    given: fault.given.slice(0, GIVEN_CHARACTERS_MAX),
  });
}

function refusal(descriptions: RefusalDescriptions, { code, ...details }: RouteRefusal<string>): ApiResponse {
  const description = descriptions[code];
  if (description === undefined) throw new Error(`the route does not describe the refusal ${code}`);
  throw new HttpProblem(description.status, { code, title: description.title, ...details });
}
