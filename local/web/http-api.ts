import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type InvocationResult, type Invoker, NO_LINEAGE } from '../compute/invoker.ts';
import type { LogBook } from '../compute/log-book.ts';
import type { FunctionSpec, HttpApiSpec, RouteSpec } from '../deployment.ts';
import type { MovableClock } from '../time/clock.ts';
import { corsHeaders, preflight } from './cors.ts';
import type { HttpAnswer } from './http-answer.ts';
import { matchRoute, specificity } from './route-match.ts';

/** What an HTTP API takes, and what Lambda takes of it in one invocation. */
const BODY_BYTES_MAX = 10 * 1024 * 1024;
const EVENT_BYTES_MAX = 6 * 1024 * 1024;
const TEXT_TYPE = /^(text\/|application\/(json|javascript|xml|[\w.-]+\+(json|xml)))/i;

export interface HttpApiSettings {
  readonly spec: HttpApiSpec;
  readonly accountId: string;
  readonly clock: MovableClock;
  readonly invoker: Invoker;
  readonly functionSpec: (functionArn: string) => FunctionSpec | undefined;
  readonly logs: LogBook;
}

interface Match {
  readonly route: RouteSpec;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** An API Gateway HTTP API: routes a request to its function, in payload format 2.0, and shapes the gateway's own answers. */
export class HttpApi {
  readonly #settings: HttpApiSettings;

  constructor(settings: HttpApiSettings) {
    this.#settings = settings;
  }

  /** The most specific route of a request, as the gateway chooses it. */
  match(method: string, path: string): Match | undefined {
    const matches = this.#settings.spec.routes.flatMap((route) => {
      const pathParameters = matchRoute(route.routeKey, method, path);
      return pathParameters === undefined ? [] : [{ route, pathParameters }];
    });
    return matches.sort((a, b) => specificity(b.route.routeKey) - specificity(a.route.routeKey))[0];
  }

  async answer(request: IncomingMessage, body: Buffer | 'TOO_LARGE'): Promise<HttpAnswer> {
    const { cors } = this.#settings.spec;
    const origin = request.headers.origin;
    if (cors !== undefined && request.method === 'OPTIONS' && origin !== undefined) return preflight(cors, origin);
    const answer = await this.#route(request, body);
    return { ...answer, headers: { ...answer.headers, ...(cors === undefined ? {} : corsHeaders(cors, origin)) } };
  }

  async #route(request: IncomingMessage, body: Buffer | 'TOO_LARGE'): Promise<HttpAnswer> {
    const url = new URL(request.url ?? '/', 'http://local');
    const match = this.match(request.method ?? 'GET', url.pathname);
    if (match === undefined) return gatewayAnswer(404, 'Not Found');
    if (body === 'TOO_LARGE') return gatewayAnswer(413, 'Request Entity Too Large');
    const { invoker, functionSpec, logs, spec } = this.#settings;
    const target = functionSpec(match.route.functionArn);
    if (target === undefined || !this.#mayInvoke(target)) {
      logs.warn(`${spec.path} has no permission to invoke the function of route ${match.route.routeKey}`);
      return gatewayAnswer(500, 'Internal Server Error');
    }
    const event = this.#event(request, url, match, body);
    if (JSON.stringify(event).length > EVENT_BYTES_MAX) return gatewayAnswer(413, 'Request Entity Too Large');
    return shapeAnswer(await invoker.invoke(target.arn, event, NO_LINEAGE), (error) =>
      logs.warn(`${target.path} failed on ${match.route.routeKey}: ${error.name}: ${error.message}`),
    );
  }

  #mayInvoke(target: FunctionSpec): boolean {
    const { spec } = this.#settings;
    return target.invokePermissions.some(
      ({ principal, sourceArn }) =>
        principal === 'apigateway.amazonaws.com' && (sourceArn === undefined || sourceArn.includes(`:${spec.apiId}/`)),
    );
  }

  #event(request: IncomingMessage, url: URL, { route, pathParameters }: Match, body: Buffer) {
    const { clock, accountId, spec } = this.#settings;
    const { cookie, ...rest } = request.headers;
    const headers = Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]),
    );
    // What the gateway tells of the connection that it ends.
    headers['x-forwarded-proto'] = 'http';
    headers['x-forwarded-for'] = request.socket.remoteAddress ?? '127.0.0.1';
    const isText = TEXT_TYPE.test(headers['content-type'] ?? 'text/plain') && headers['content-encoding'] === undefined;
    return {
      version: '2.0',
      routeKey: route.routeKey,
      rawPath: url.pathname,
      rawQueryString: url.search.slice(1),
      ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
      headers,
      ...(url.search === '' ? {} : { queryStringParameters: queryParameters(url) }),
      ...(Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
      requestContext: {
        accountId,
        apiId: spec.apiId,
        domainName: headers['host'] ?? 'local',
        domainPrefix: spec.apiId,
        http: {
          method: request.method ?? 'GET',
          path: url.pathname,
          protocol: 'HTTP/1.1',
          sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
          userAgent: headers['user-agent'] ?? '',
        },
        requestId: randomUUID(),
        routeKey: route.routeKey,
        stage: '$default',
        time: new Date(clock.now()).toUTCString(),
        timeEpoch: Math.trunc(clock.now()),
      },
      ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
      isBase64Encoded: body.length > 0 && !isText,
    };
  }
}

/** Reads a body up to what the gateway takes; what is over is read off and dropped. */
export function readRequestBody(request: IncomingMessage): Promise<Buffer | 'TOO_LARGE'> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
    });
    request.on('end', () => resolve(bytes > BODY_BYTES_MAX ? 'TOO_LARGE' : Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

function queryParameters(url: URL): Record<string, string> {
  const names = new Set(url.searchParams.keys());
  return Object.fromEntries([...names].map((name) => [name, url.searchParams.getAll(name).join(',')]));
}

function gatewayAnswer(status: number, message: string): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, cookies: [], body: JSON.stringify({ message }) };
}

function shapeAnswer(
  result: InvocationResult,
  onError: (error: { name: string; message: string }) => void,
): HttpAnswer {
  if (!result.ok) {
    onError(result.error);
    const isTimeout = result.error.name === 'Sandbox.Timedout';
    return isTimeout ? gatewayAnswer(503, 'Service Unavailable') : gatewayAnswer(500, 'Internal Server Error');
  }
  const payload = result.payload as Record<string, unknown> | null;
  if (payload === null || typeof payload['statusCode'] !== 'number') {
    return { status: 200, headers: { 'content-type': 'application/json' }, cookies: [], body: JSON.stringify(payload) };
  }
  const headers = Object.fromEntries(
    Object.entries((payload['headers'] ?? {}) as Record<string, unknown>).map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ]),
  );
  const text = typeof payload['body'] === 'string' ? payload['body'] : '';
  return {
    status: payload['statusCode'],
    headers,
    cookies: (payload['cookies'] ?? []) as string[],
    body: payload['isBase64Encoded'] === true ? Buffer.from(text, 'base64') : text,
  };
}
