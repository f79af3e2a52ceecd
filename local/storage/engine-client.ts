import { Agent, request } from 'node:http';
import { EngineError } from './engine.ts';

/** Shorter than any engine keeps an idle connection, so that a call never meets one that is being closed. */
const IDLE_CONNECTION_MS = 5_000;

/** Headers that every engine accepts: none checks the signature, some check that it has a signature's shape. */
const SIGNATURE_HEADERS = {
  'x-amz-date': '20260101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0',
} as const;

/** Speaks DynamoDB's JSON protocol to one engine. */
export class EngineClient {
  readonly #endpoint: string;
  readonly #agent = new Agent({ keepAlive: true, timeout: IDLE_CONNECTION_MS });

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** Resolves to the parsed answer; rejects with an {@link EngineError} if the engine refuses. */
  async call<T = Record<string, unknown>>(target: string, input: unknown): Promise<T> {
    const { status, body } = await this.#post(target, JSON.stringify(input));
    const answer = (body === '' ? {} : JSON.parse(body)) as { __type?: string; message?: string; Message?: string };
    if (status === 200) return answer as T;
    const code = answer.__type?.split('#').at(-1) ?? `HTTP ${status}`;
    throw new EngineError(code, answer.message ?? answer.Message ?? body);
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(target: string, payload: string): Promise<{ status: number; body: string }> {
    const headers = {
      ...SIGNATURE_HEADERS,
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(payload),
      'x-amz-target': target,
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(this.#endpoint, { agent: this.#agent, method: 'POST', headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 500, body: Buffer.concat(chunks).toString('utf8') }),
        );
        response.on('error', reject);
      });
      outgoing.on('error', reject);
      outgoing.end(payload);
    });
  }
}
