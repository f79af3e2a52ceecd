import { once } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer, request as httpsRequest, type Server } from 'node:https';
import type { AddressInfo, LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createWebhookSender, type WebhookRequestOptions } from '../../../lambdas/kernel/webhook-sender.ts';
import { verifyWebhook } from '../../../lambdas/kernel/webhook-signature.ts';
import { selfSigned } from './self-signed.ts';

const NOW = new Date('2026-10-24T12:00:00Z');
const SECRETS = [`whsec_${Buffer.alloc(32, 1).toString('base64')}`];
const MESSAGE = { id: 'm-1', body: JSON.stringify({ text: '欢迎, Zoë' }) };
const PUBLIC = [
  { address: '8.8.8.8', family: 4 },
  { address: '2606:4700:4700::1111', family: 6 },
];
const certificate = selfSigned('shop.example');

interface Came {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let server: Server;
let port: number;
let answer: RequestListener;
let came: Came[] = [];
const sockets = new Set<Duplex>();
/** To which addresses a connection was to be made, as the sender had them checked. */
let pinned: unknown[] = [];

beforeAll(async () => {
  server = createServer(certificate, async (incoming, response) => {
    const { method, url, headers } = incoming;
    came.push({ method, url, headers, body: await text(incoming) });
    answer(incoming, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterEach(() => {
  came = [];
  pinned = [];
  for (const socket of sockets) socket.destroy();
});

afterAll(() => server.close());

/** Node's own request over TLS, which trusts the certificate; only the last step leads to this machine. */
function toThisMachine(url: URL, options: WebhookRequestOptions) {
  const pinnedLookup = options.lookup as LookupFunction;
  const lookup: LookupFunction = (host, asked, callback) => {
    for (const all of [true, false]) pinnedLookup(host, { all }, (_error, ...given) => pinned.push(given));
    if (asked.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
    else callback(null, '127.0.0.1', 4);
  };
  return httpsRequest(url, { ...options, lookup, ca: certificate.cert });
}

const given = { now: () => NOW, request: toThisMachine, addressesOf: async () => PUBLIC };
const send = createWebhookSender(given);
const target = (path = '/hooks') => ({ url: `https://shop.example:${port}${path}`, secrets: SECRETS });
const answering =
  (status: number, headers = {}, body = ''): RequestListener =>
  (_incoming, response) =>
    response.writeHead(status, headers).end(body);

test('a message arrives as JSON, signed, at the addresses that were checked', async () => {
  answer = answering(204);
  expect(await send(target('/hooks?shop=1'), MESSAGE)).toEqual({ kind: 'DELIVERED' });
  expect(came).toMatchObject([{ method: 'POST', url: '/hooks?shop=1', body: MESSAGE.body }]);
  const { headers = {}, body = '' } = came[0] ?? {};
  expect(headers).toMatchObject({
    host: `shop.example:${port}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(MESSAGE.body)),
    'webhook-id': 'm-1',
    'webhook-timestamp': String(NOW.getTime() / 1000),
  });
  expect(verifyWebhook({ headers: headers as Record<string, string>, body, secrets: SECRETS, now: NOW })).toBe(true);
  expect(pinned).toEqual([[PUBLIC], ['8.8.8.8', 4]]);
});

test('each attempt is signed anew, at its own time, with the same id', async () => {
  answer = answering(200);
  let seconds = 0;
  const sendLater = createWebhookSender({ ...given, now: () => new Date(NOW.getTime() + 1000 * seconds) });
  for (seconds of [0, 3_600]) await sendLater(target(), MESSAGE);
  const signatures = came.map(({ headers }) => headers['webhook-signature']);
  const times = came.map(({ headers }) => Number(headers['webhook-timestamp']));
  expect(new Set(signatures).size).toBe(2);
  expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 3_600]);
  expect(came.map(({ headers }) => headers['webhook-id'])).toEqual(['m-1', 'm-1']);
});

test.each([200, 201, 202, 204, 299])('%d is a yes', async (status) => {
  answer = answering(status);
  expect(await send(target(), MESSAGE)).toEqual({ kind: 'DELIVERED' });
});

test.each([300, 400, 401, 404, 410, 500, 503])('%d is a no', async (status) => {
  answer = answering(status);
  expect(await send(target(), MESSAGE)).toEqual({ kind: 'REFUSED', status });
});

test.each([301, 302, 303, 307, 308])('a redirect (%d) is a no, and is not followed', async (status) => {
  answer = answering(status, { location: `https://shop.example:${port}/elsewhere` });
  expect(await send(target(), MESSAGE)).toEqual({ kind: 'REFUSED', status });
  expect(came.map(({ url }) => url)).toEqual(['/hooks']);
});

test.each([
  ['120', 120],
  ['0', 0],
  ['999999', 86_400],
  ['Sat, 24 Oct 2026 12:01:30 GMT', 90],
  ['Sat, 24 Oct 2026 11:00:00 GMT', 0],
  ['Sun, 24 Oct 2027 12:00:00 GMT', 86_400],
  ['-5', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
  ['2026-10-24', undefined],
  ['soon GMT', undefined],
])('a receiver that says Retry-After: %s wants %s seconds', async (header, seconds) => {
  answer = answering(429, { 'retry-after': header });
  const retry = seconds === undefined ? {} : { retryAfterSeconds: seconds };
  expect(await send(target(), MESSAGE)).toEqual({ kind: 'REFUSED', status: 429, ...retry });
});

test('of a big answer 64 KB are read, and the connection is ended', async () => {
  const chunk = Buffer.alloc(16_384);
  let written = 0;
  answer = (_incoming, response) => {
    response.writeHead(200);
    const writeOn = () => {
      do written += chunk.length;
      while (response.write(chunk) && written < 1e9);
    };
    response.on('drain', writeOn);
    writeOn();
  };
  expect(await send(target(), MESSAGE)).toEqual({ kind: 'DELIVERED' });
  await expect.poll(() => sockets.size).toBe(0);
  // What the machine keeps between the two ends is written, too, and not read.
  expect(written).toBeLessThan(20e6);
});

test('an answer that never ends counts by its head', async () => {
  answer = (_incoming, response) => void response.writeHead(500, { 'retry-after': '7' }).write('a');
  const quick = createWebhookSender({ ...given, timeoutMs: 500 });
  expect(await quick(target(), MESSAGE)).toEqual({ kind: 'REFUSED', status: 500, retryAfterSeconds: 7 });
});

test('an answer that is cut counts by its head', async () => {
  answer = (incoming, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('a', () => incoming.socket.destroy());
  };
  expect(await send(target(), MESSAGE)).toEqual({ kind: 'DELIVERED' });
});

test('who does not answer in time is not waited for, wherever the time goes', async () => {
  answer = () => {};
  const never = () => new Promise<never>(() => {});
  const quick = createWebhookSender({ ...given, timeoutMs: 200 });
  const quickWithoutNames = createWebhookSender({ ...given, timeoutMs: 200, addressesOf: never });
  const startMs = performance.now();
  expect(await quick(target(), MESSAGE)).toEqual({ kind: 'UNREACHABLE', reason: 'TIMED_OUT' });
  expect(await quickWithoutNames(target(), MESSAGE)).toEqual({ kind: 'UNREACHABLE', reason: 'TIMED_OUT' });
  expect(performance.now() - startMs).toBeLessThan(5_000);
  await expect.poll(() => sockets.size).toBe(0);
});

test('the time is for all of an attempt: who says a little again and again has no more of it', async () => {
  answer = async (incoming) => {
    for (let n = 0; n < 100 && !incoming.socket.destroyed; n += 1) {
      incoming.socket.write(n === 0 ? 'HTTP/1.1 200 OK\r\n' : `x-${n}: 1\r\n`);
      await sleep(50);
    }
  };
  const quick = createWebhookSender({ ...given, timeoutMs: 400 });
  expect(await quick(target(), MESSAGE)).toEqual({ kind: 'UNREACHABLE', reason: 'TIMED_OUT' });
});

test.each([
  [['10.0.0.1']],
  [['169.254.169.254']],
  [['8.8.8.8', '127.0.0.1']],
  [['2606:4700::1', '::1']],
  [['::ffff:10.0.0.1']],
  [['not an address']],
])('a name that leads to %j, or partly there, is not called', async (addresses) => {
  answer = answering(200);
  const addressesOf = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const sendThere = createWebhookSender({ ...given, addressesOf });
  expect(await sendThere(target(), MESSAGE)).toEqual({ kind: 'UNREACHABLE', reason: 'ADDRESS_NOT_PUBLIC' });
  expect(came).toEqual([]);
});

test('a name is resolved once an attempt: what it leads to a moment later does not matter', async () => {
  answer = answering(200);
  let asked = 0;
  const addressesOf = async () => {
    asked += 1;
    return asked === 1 ? PUBLIC : [{ address: '127.0.0.1', family: 4 }];
  };
  const sendThere = createWebhookSender({ ...given, addressesOf });
  expect(await sendThere(target(), MESSAGE)).toEqual({ kind: 'DELIVERED' });
  expect(asked).toBe(1);
  expect(await sendThere(target(), MESSAGE)).toEqual({ kind: 'UNREACHABLE', reason: 'ADDRESS_NOT_PUBLIC' });
});

test.each(['http://shop.example/', 'https://user@shop.example/', 'https://shop.example:22/', 'https://127.0.0.1/', ''])(
  'nobody is called at %j',
  async (url) => {
    expect(await send({ url, secrets: SECRETS }, MESSAGE)).toEqual({ kind: 'UNREACHABLE', reason: 'URL_NOT_ALLOWED' });
  },
);

test('with nothing replaced, this machine is not called by its name, nor a name that nobody has', async () => {
  const real = createWebhookSender({ now: () => NOW });
  const toName = (host: string) => real({ url: `https://${host}:${port}/`, secrets: SECRETS }, MESSAGE);
  expect(await toName('localhost')).toEqual({ kind: 'UNREACHABLE', reason: 'ADDRESS_NOT_PUBLIC' });
  expect(came).toEqual([]);
});

test('a name that nobody has, or has no address, is not reached', async () => {
  const refused = Object.assign(new Error('getaddrinfo ENOTFOUND shop.example'), { code: 'ENOTFOUND' });
  const unknown = createWebhookSender({ ...given, addressesOf: () => Promise.reject(refused) });
  const empty = createWebhookSender({ ...given, addressesOf: async () => [] });
  expect(await unknown(target(), MESSAGE)).toEqual({ kind: 'UNREACHABLE', reason: 'ENOTFOUND' });
  expect(await empty(target(), MESSAGE)).toEqual({ kind: 'UNREACHABLE', reason: 'ENOTFOUND' });
});

test('a certificate that nobody vouches for, or of another name, is not trusted', async () => {
  answer = answering(200);
  const loopback: LookupFunction = (_host, { all }, callback) =>
    all === true ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4);
  const distrusting = createWebhookSender({
    ...given,
    request: (url, options) => httpsRequest(url, { ...options, lookup: loopback }),
  });
  const self = { kind: 'UNREACHABLE', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' };
  expect(await distrusting(target(), MESSAGE)).toEqual(self);
  const elsewhere = { ...target(), url: `https://other.example:${port}/` };
  const otherName = { kind: 'UNREACHABLE', reason: 'ERR_TLS_CERT_ALTNAME_INVALID' };
  expect(await send(elsewhere, MESSAGE)).toEqual(otherName);
  expect(came).toEqual([]);
});

test.each([
  ['nothing', '', /^ECONNRESET$/],
  ['no HTTP', 'hello\r\n\r\n', /^HPE_/],
  [
    'a change of protocol',
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
    /^NO_ANSWER$/,
  ],
  ['a head without end', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`, /^HPE_HEADER_OVERFLOW$/],
])('who answers with %s has not answered', async (_what, said, reason) => {
  answer = ({ socket }) => void socket.end(said);
  expect(await send(target(), MESSAGE)).toEqual({ kind: 'UNREACHABLE', reason: expect.stringMatching(reason) });
});

test('an answer announced by early hints is the last one', async () => {
  answer = (_incoming, response) =>
    response.writeEarlyHints({ link: '</a>; rel=preload' }, () => response.writeHead(404).end());
  expect(await send(target(), MESSAGE)).toEqual({ kind: 'REFUSED', status: 404 });
});

test('where nobody listens, nobody is reached', async () => {
  const closed = createServer(certificate);
  closed.listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port: free } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const answered = await send({ ...target(), url: `https://shop.example:${free}/` }, MESSAGE);
  expect(answered).toEqual({ kind: 'UNREACHABLE', reason: 'ECONNREFUSED' });
});

test('no connection is kept: the next attempt makes its own, to addresses of its own', async () => {
  answer = answering(200);
  let connections = 0;
  const count = () => {
    connections += 1;
  };
  server.on('secureConnection', count);
  for (const _ of [1, 2, 3]) await send(target(), MESSAGE);
  server.off('secureConnection', count);
  expect(connections).toBe(3);
});

test('twenty messages at once each have their own answer', async () => {
  answer = (incoming, response) => response.writeHead(incoming.url === '/bad' ? 500 : 200).end();
  const all = Array.from({ length: 20 }, (_, n) => send(target(n % 2 === 0 ? '/good' : '/bad'), MESSAGE));
  const kinds = (await Promise.all(all)).map(({ kind }) => kind);
  expect(kinds).toEqual(kinds.map((_, n) => (n % 2 === 0 ? 'DELIVERED' : 'REFUSED')));
});

test('a message that can not be signed is a fault of ours, and is thrown', async () => {
  await expect(send(target(), { ...MESSAGE, id: 'a.b' })).rejects.toThrow('without a full stop');
  await expect(send({ ...target(), secrets: ['whsec_x'] }, MESSAGE)).rejects.toThrow('in base64');
});

test('a fault of ours on the way is thrown, too', async () => {
  const broken = createWebhookSender({ ...given, addressesOf: () => Promise.reject(new TypeError('a bug')) });
  await expect(broken(target(), MESSAGE)).rejects.toThrow('a bug');
});
