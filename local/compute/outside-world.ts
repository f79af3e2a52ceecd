/**
 * Nothing that a function sends leaves this machine. HTTPS requests and `fetch` to servers outside go to the local run,
 * which answers for them, and names below `.example` resolve as if they were there.
 */
import dns, { type LookupAddress, type LookupOptions } from 'node:dns';
import http, { type RequestOptions } from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { isIP, type LookupFunction } from 'node:net';
import { OUTSIDE_URL_HEADER } from './outside-header.ts';

/** A public address, so that who refuses private ones takes it; and a name that such a one has to refuse. */
const PUBLIC_ADDRESS = '93.184.216.34';
const PRIVATE_NAME = 'internal.example';
const PRIVATE_ADDRESS = '10.0.0.7';

const LOOPBACK: LookupAddress = { address: '127.0.0.1', family: 4 };

type LookupCallback = Parameters<LookupFunction>[2];
type Callback = (response: http.IncomingMessage) => void;

export function keepInside(endpointUrl: string): void {
  const real = { lookup: dns.lookup, lookupPromise: dns.promises.lookup, fetch: globalThis.fetch };
  const agent = new http.Agent({ keepAlive: true });

  const lookup = (hostname: string, given: unknown, last?: unknown): void => {
    const callback = (last ?? given) as LookupCallback;
    const options = optionsOf(last === undefined ? undefined : given);
    const found = addressOf(hostname);
    if (found === undefined) {
      real.lookup(hostname, options, callback as never);
      return;
    }
    process.nextTick(() => (options.all === true ? callback(null, [found]) : callback(null, found.address, 4)));
  };
  const lookupPromise = async (hostname: string, given?: unknown): Promise<unknown> => {
    const options = optionsOf(given);
    const found = addressOf(hostname);
    if (found === undefined) return real.lookupPromise(hostname, options);
    return options.all === true ? [found] : found;
  };
  const request = (...args: unknown[]): http.ClientRequest => {
    const { url, options, callback } = readArguments(args);
    return http.request(redirected(url, options, endpointUrl, agent), callback);
  };
  const get = (...args: unknown[]): http.ClientRequest => request(...args).end();

  Object.assign(dns, { lookup });
  Object.assign(dns.promises, { lookup: lookupPromise });
  Object.assign(https, { request, get });
  globalThis.fetch = async (input, init) => {
    const asked = new Request(input, init);
    if (asked.url.startsWith(endpointUrl)) return real.fetch(asked);
    asked.headers.set(OUTSIDE_URL_HEADER, asked.url);
    return real.fetch(new Request(new URL('/', endpointUrl), asked));
  };
  syncBuiltinESMExports();
}

function addressOf(hostname: string): LookupAddress | undefined {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  if (name === PRIVATE_NAME) return { address: PRIVATE_ADDRESS, family: 4 };
  return name.endsWith('.example') ? { address: PUBLIC_ADDRESS, family: 4 } : undefined;
}

function optionsOf(given: unknown): LookupOptions {
  return typeof given === 'number' ? { family: given } : ((given ?? {}) as LookupOptions);
}

/** `(url, options?, callback?)` or `(options, callback?)`, as `https.request` takes them. */
function readArguments(args: readonly unknown[]): {
  url: URL;
  options: RequestOptions;
  callback: Callback | undefined;
} {
  const [first, ...rest] = args;
  const callback = rest.find((arg) => typeof arg === 'function') as Callback | undefined;
  if (typeof first === 'string' || first instanceof URL) {
    const options = rest.find((arg) => typeof arg === 'object' && arg !== null) as RequestOptions | undefined;
    return { url: new URL(first), options: options ?? {}, callback };
  }
  const options = first as RequestOptions;
  const host = options.hostname ?? options.host ?? 'localhost';
  const port = options.port === undefined || options.port === null ? '' : `:${options.port}`;
  const authority = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return { url: new URL(`https://${authority}${port}${options.path ?? '/'}`), options, callback };
}

/**
 * The same request, to the local run. The caller's own lookup is asked first, since that is where a sender refuses
 * addresses that are none of its business.
 */
function redirected(url: URL, options: RequestOptions, endpointUrl: string, agent: http.Agent): RequestOptions {
  const named = nameOf(url, options);
  const own = isIP(url.hostname) === 0 ? lookupOf(options) : undefined;
  const toLoopback: LookupFunction = (_, lookupOptions, callback) => {
    const answer = (error: NodeJS.ErrnoException | null) => {
      if (error !== null) return callback(error, '', 0);
      return lookupOptions.all === true ? callback(null, [LOOPBACK]) : callback(null, LOOPBACK.address, 4);
    };
    if (own === undefined) return answer(null);
    own(url.hostname, lookupOptions, (error) => answer(error));
  };
  const { host: _, hostname: __, agent: ___, ...kept } = options;
  return {
    ...kept,
    protocol: 'http:',
    // Not an address: of one nobody would look up the name.
    host: 'outside.invalid',
    port: new URL(endpointUrl).port,
    path: '/',
    method: options.method ?? 'GET',
    // A connection that is kept was looked up for another host.
    ...(own === undefined ? { agent } : { agent: false as const }),
    lookup: toLoopback,
    headers: { ...(options.headers as http.OutgoingHttpHeaders), [OUTSIDE_URL_HEADER]: named.href },
  };
}

function lookupOf({ lookup, agent }: RequestOptions): LookupFunction | undefined {
  return lookup ?? (agent as { options?: RequestOptions } | undefined)?.options?.lookup;
}

/** Who connects to an address that was checked names the host in a header. */
function nameOf(url: URL, { headers, servername }: RequestOptions & { servername?: string }): URL {
  const entries = Object.entries((headers ?? {}) as Record<string, unknown>);
  const header = entries.find(([name]) => name.toLowerCase() === 'host')?.[1];
  const named = new URL(url);
  if (typeof header === 'string') named.host = header;
  else if (servername !== undefined && servername !== '') named.hostname = servername;
  return named;
}
