import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { AccessDeniedError } from '../access/access.ts';
import { OUTSIDE_URL_HEADER } from '../compute/outside-header.ts';
import type { MovableClock } from '../time/clock.ts';
import {
  type AwsCall,
  AwsError,
  type AwsReply,
  type AwsService,
  type Caller,
  OPERATOR_ACCESS_KEY_ID,
} from './aws-call.ts';

const BODY_BYTES_MAX = 16 * 1024 * 1024;

/** Services by the name that requests carry: the prefix of `x-amz-target`, or the scope of the signature. */
export interface AwsServices {
  readonly byTarget: Readonly<Record<string, AwsService>>;
  readonly byScope: Readonly<Record<string, AwsService>>;
  /** Services whose version is told by the path alone: by what their paths begin with. They speak JSON. */
  readonly byPath: Readonly<Record<string, AwsService>>;
  /** Answers for servers that are no part of AWS; `NEVER` is none at all. */
  readonly outside: (request: IncomingMessage, body: Buffer) => AwsReply | 'NEVER';
}

export interface AwsEndpointSettings {
  readonly clock: MovableClock;
  readonly services: () => AwsServices;
  readonly caller: (accessKeyId: string) => Caller | undefined;
}

/** The one address at which SDK clients find every service; the access key says who calls. */
export class AwsEndpoint {
  readonly #settings: AwsEndpointSettings;
  readonly #server: Server;

  constructor(settings: AwsEndpointSettings) {
    this.#settings = settings;
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.keepAliveTimeout = 60_000;
  }

  /** Listens on a free port of the loopback interface; resolves to the base URL. */
  listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', () => {
        resolve(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
      });
    });
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = String(request.headers['x-amz-target'] ?? '');
    let reply: AwsReply | 'NEVER';
    try {
      const body = await readBody(request);
      reply = await this.#route(request, target, body);
    } catch (error) {
      reply = errorReply(error, this.#protocolOf(target, request));
    }
    if (reply === 'NEVER') return;
    if (reply.isLost === true) {
      request.socket.destroy();
      return;
    }
    response.writeHead(reply.status, {
      'content-type': reply.contentType,
      'content-length': Buffer.byteLength(reply.body),
      // The SDK sets its own clock by this; the real time would fight with the moved one.
      date: new Date(this.#settings.clock.now()).toUTCString(),
    });
    response.end(reply.body);
  }

  async #route(request: IncomingMessage, target: string, rawBody: Buffer): Promise<AwsReply | 'NEVER'> {
    if (request.headers[OUTSIDE_URL_HEADER] !== undefined) return this.#settings.services().outside(request, rawBody);
    const { accessKeyId, scope } = credential(request.headers.authorization);
    const caller =
      accessKeyId === OPERATOR_ACCESS_KEY_ID ? ({ kind: 'operator' } as const) : this.#settings.caller(accessKeyId);
    if (caller === undefined) throw new AwsError('UnrecognizedClientException', `unknown access key ${accessKeyId}`);
    const lineage = caller.kind === 'function' ? caller.worker.lineage : new Map<string, number>();
    const { byTarget, byScope } = this.#settings.services();
    const [prefix = '', operation = ''] = target.split('.');
    const byPath = this.#byPath(request);
    const service = target === '' ? (byPath ?? byScope[scope]) : byTarget[prefix];
    if (service === undefined) {
      const asked = target === '' ? `${scope} ${request.method} ${request.url}` : target;
      throw new AwsError('UnknownOperationException', `the local run does not offer ${asked}`);
    }
    const { method = '', headers } = request;
    const http = { method, url: new URL(request.url ?? '/', 'http://local'), headers };
    const call = { rawBody, http, caller, lineage };
    if (target !== '') return service({ ...call, operation, input: parseJson(rawBody) });
    if (byPath !== undefined) return service({ ...call, operation: '', input: {} });
    if (scope === 's3') return service({ ...call, operation: String(http.url.searchParams.get('x-id')), input: {} });
    const form = Object.fromEntries(new URLSearchParams(rawBody.toString('utf8')));
    return service({ ...call, operation: form['Action'] ?? '', input: form } satisfies AwsCall);
  }

  #byPath({ url = '/' }: IncomingMessage): AwsService | undefined {
    const { byPath } = this.#settings.services();
    return Object.entries(byPath).find(([start]) => url.startsWith(start))?.[1];
  }

  #protocolOf(target: string, request: IncomingMessage): Protocol {
    if (target !== '' || this.#byPath(request) !== undefined) return 'json';
    return request.headers.authorization?.includes('/s3/aws4_request') ? 'rest' : 'query';
  }
}

function credential(authorization: string | undefined): { accessKeyId: string; scope: string } {
  const found = /Credential=([^/]+)\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(authorization ?? '');
  if (found === null) throw new AwsError('MissingAuthenticationTokenException', 'the request is not signed');
  return { accessKeyId: found[1] ?? '', scope: found[2] ?? '' };
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > BODY_BYTES_MAX)
        reject(new AwsError('RequestEntityTooLarge', `more than ${BODY_BYTES_MAX} bytes`, 413));
      else chunks.push(chunk);
    });
    request.on('end', () => {
      const body = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
      resolve(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
    });
    request.on('error', reject);
  });
}

function parseJson(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  } catch {
    throw new AwsError('SerializationException', 'the body is no JSON');
  }
}

type Protocol = 'json' | 'query' | 'rest';

function errorReply(error: unknown, protocol: Protocol): AwsReply {
  const { code, message, status } = describe(error);
  if (protocol === 'json') {
    return { status, contentType: 'application/x-amz-json-1.0', body: JSON.stringify({ __type: code, message }) };
  }
  const escaped = message.replace(/[<>&]/g, (char) => `&#${char.charCodeAt(0)};`);
  const told = `<Code>${code}</Code><Message>${escaped}</Message>`;
  const body =
    protocol === 'rest'
      ? `<Error>${told}</Error>`
      : `<ErrorResponse><Error><Type>Sender</Type>${told}</Error></ErrorResponse>`;
  return { status, contentType: 'text/xml', body };
}

function describe(error: unknown): { code: string; message: string; status: number } {
  if (error instanceof AwsError) return { code: error.code, message: error.message, status: error.status };
  if (error instanceof AccessDeniedError) return { code: 'AccessDeniedException', message: error.message, status: 400 };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'InternalServerError', message, status: 500 };
}
