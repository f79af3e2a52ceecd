import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { LookupFunction, TcpSocketConnectOpts } from 'node:net';
import type { Clock } from './clock.ts';
import { hostOf, isPublicAddress, parseWebhookUrl } from './public-address.ts';
import { signWebhook } from './webhook-signature.ts';

export interface WebhookTarget {
  readonly url: string;
  /** One, or two while they are changed. */
  readonly secrets: readonly string[];
}

/** A message for a receiver: the same id at each attempt. */
export interface WebhookMessage {
  readonly id: string;
  /** JSON. */
  readonly body: string;
}

export type WebhookAnswer =
  /** Answered with 2xx. */
  | { readonly kind: 'DELIVERED' }
  /** Answered with something else, redirects among it. */
  | { readonly kind: 'REFUSED'; readonly status: number; readonly retryAfterSeconds?: number }
  /** No answer: not allowed to ask (`URL_NOT_ALLOWED`, `ADDRESS_NOT_PUBLIC`), `TIMED_OUT`, or what the network said, such as `ECONNREFUSED`. */
  | { readonly kind: 'UNREACHABLE'; readonly reason: string };

/** One attempt. Throws only for a message that can't be signed. */
export type SendWebhook = (target: WebhookTarget, message: WebhookMessage) => Promise<WebhookAnswer>;

export type WebhookRequestOptions = RequestOptions & Pick<TcpSocketConnectOpts, 'autoSelectFamilyAttemptTimeout'>;

const TIMEOUT_MS = 10_000;
/** Nothing in an answer is of use but its head; a receiver may be confused if nobody reads it, so so much is read. */
const ANSWER_BYTES_MAX = 65_536;
/** Node gives an address 250 ms before it tries the next: not enough for a receiver on another continent. */
const ADDRESS_TIMEOUT_MS = 3_000;
const RETRY_AFTER_SECONDS_MAX = 86_400;

/**
 * Sends webhooks, to public addresses only. A name is resolved here, and the connection is made to the addresses that
 * were checked: a name that is resolved twice may lead to a private address the second time. `fetch` can't be told the
 * address, `https.request` can.
 * @param request @default Node's own
 * @param addressesOf all addresses of a name @default the system's resolver
 * @param timeoutMs of an attempt, from the name to the end of the answer @default 10 seconds
 */
export function createWebhookSender({
  now,
  request = httpsRequest,
  addressesOf = (host) => lookup(host, { all: true }),
  timeoutMs = TIMEOUT_MS,
}: {
  readonly now: Clock;
  readonly request?: (url: URL, options: WebhookRequestOptions) => ClientRequest;
  readonly addressesOf?: (host: string) => Promise<readonly LookupAddress[]>;
  readonly timeoutMs?: number;
}): SendWebhook {
  return async ({ url: text, secrets }, { id, body }) => {
    const url = parseWebhookUrl(text);
    if (url === undefined) return unreachable('URL_NOT_ALLOWED');
    const signal = AbortSignal.timeout(timeoutMs);
    const signed = signWebhook({ id, body, at: now(), secrets });
    try {
      const addresses = await before(signal, addressesOf(hostOf(url)));
      if (addresses.length === 0) return unreachable('ENOTFOUND');
      if (!addresses.every(({ address }) => isPublicAddress(address))) return unreachable('ADDRESS_NOT_PUBLIC');
      const outgoing = request(url, {
        method: 'POST',
        headers: {
          ...signed,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Holdfast-Webhooks',
        },
        lookup: pinnedTo(addresses),
        autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT_MS,
        // A kept connection leads to an address that was checked earlier, and is dead after the function has slept.
        agent: false,
        signal,
      });
      const answered = headOf(outgoing);
      outgoing.end(body);
      const answer = await answered;
      await drain(answer);
      return readAnswer(answer, now());
    } catch (error) {
      if (signal.aborted) return unreachable('TIMED_OUT');
      const { code } = error as NodeJS.ErrnoException;
      if (typeof code !== 'string') throw error;
      return unreachable(code);
    }
  };
}

const unreachable = (reason: string): WebhookAnswer => ({ kind: 'UNREACHABLE', reason });

/** Work that can't be stopped, waited for until its time is over. */
function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

/** Answers whoever asks for a name with the addresses that were checked. */
function pinnedTo(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, { all }, callback) => {
    const [first] = addresses;
    if (all === true || first === undefined) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
}

function headOf(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    // Some answers, such as a change of protocol, end the connection without either.
    outgoing.on('close', () => reject(Object.assign(new Error('no answer'), { code: 'NO_ANSWER' })));
  });
}

/** Reads an answer to its end, to its limit or to the end of its time: what it says is known from its head. */
function drain(answer: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes >= ANSWER_BYTES_MAX) answer.destroy();
    });
    answer.on('error', () => resolve());
    answer.on('close', () => resolve());
  });
}

function readAnswer({ statusCode: status = 0, headers }: IncomingMessage, now: Date): WebhookAnswer {
  if (status >= 200 && status < 300) return { kind: 'DELIVERED' };
  const retryAfterSeconds = readRetryAfter(headers['retry-after'], now);
  return { kind: 'REFUSED', status, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}

/** Seconds or a date (RFC 9110, 10.2.3), a day at most. */
function readRetryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined;
  const isSeconds = /^\d{1,9}$/.test(header);
  const seconds = isSeconds ? Number(header) : Math.ceil((Date.parse(header) - now.getTime()) / 1000);
  if (!isSeconds && (Number.isNaN(seconds) || !header.endsWith(' GMT'))) return undefined;
  return Math.min(Math.max(seconds, 0), RETRY_AFTER_SECONDS_MAX);
}
