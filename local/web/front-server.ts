import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { controlRoutes } from './control.ts';
import type { ControlledSystem } from './controls.ts';
import type { HttpAnswer } from './http-answer.ts';
import { readRequestBody } from './http-api.ts';

/** The address a person or a platform's back end talks to: the API's own routes, and the controls under `/_local`. */
export class FrontServer {
  readonly #system: ControlledSystem;
  readonly #server: Server;

  constructor(system: ControlledSystem) {
    this.#system = system;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.keepAliveTimeout = 60_000;
  }

  /** Listens on the loopback interface; 0 is any free port. */
  listen(port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE'
            ? new PortInUseError(
                `port ${port} is in use: stop what listens there, or choose another with --port (0 = any)`,
              )
            : error,
        ),
      );
      this.#server.listen(port, '127.0.0.1', () => {
        resolve(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
      });
    });
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await readRequestBody(request);
      send(response, await this.#answer(request, body));
    } catch (error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      send(response, { status: 500, headers: { 'content-type': 'text/plain' }, cookies: [], body: message });
    }
  }

  async #answer(request: IncomingMessage, body: Buffer | 'TOO_LARGE'): Promise<HttpAnswer> {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const control = controlRoutes[`${request.method} ${path}`];
    // Controls hold no token of work: settling waits for work, and must not wait for itself.
    if (control !== undefined) return control(this.#system, request, body === 'TOO_LARGE' ? Buffer.alloc(0) : body);
    const { work, runtime } = this.#system;
    const api =
      runtime.httpApis.find((each) => each.match(request.method ?? 'GET', path) !== undefined) ?? runtime.httpApis[0];
    if (api === undefined) return { status: 404, headers: {}, cookies: [], body: 'the templates make no HTTP API' };
    return work.track('http', () => api.answer(request, body));
  }
}

export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
}

function send(response: ServerResponse, answer: HttpAnswer): void {
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(answer.cookies.length === 0 ? {} : { 'set-cookie': [...answer.cookies] }),
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
}
