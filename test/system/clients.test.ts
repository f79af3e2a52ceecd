import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Shop, startSystem } from './shop.ts';

const EVENTS = 50;

/** Segment's: Authorization, Content-Type text/plain, X-Retry-Count. RudderStack's: AnonymousId, and gzip if told so. */
const BROWSER_HEADERS = ['authorization', 'content-type', 'x-retry-count', 'anonymousid', 'content-encoding'];

let shop: Shop;

beforeAll(async () => {
  shop = new Shop(await startSystem());
});

afterAll(() => shop.close());

/** The messageIds of a client's events that came through to the archive. */
function arrived(userId: string): ReadonlySet<unknown> {
  const events = shop.system.runtime.buses.flatMap((bus) => bus.archived());
  const details = events.map(({ detail }) => detail as { userId?: string; messageId?: string });
  return new Set(details.flatMap((detail) => (detail.userId === userId ? [detail.messageId] : [])));
}

const viewed = (n: number) => ({ product_id: `product-${n}`, category: 'cups' });

test('fifty events of Segment’s client for Node all arrive; it is told host and key', async () => {
  const analytics = new Analytics({ writeKey: shop.system.status().writeKey, host: shop.system.url });
  const failures: unknown[] = [];
  analytics.on('error', (error) => failures.push(error));
  for (let n = 1; n < EVENTS; n += 1) {
    analytics.track({ userId: 'm-segment', event: 'Product Viewed', properties: viewed(n) });
  }
  analytics.identify({ userId: 'm-segment', traits: { email: 'segment@shop.example' } });
  await analytics.closeAndFlush();
  await shop.system.settle();
  expect(failures).toEqual([]);
  expect(arrived('m-segment').size).toBe(EVENTS);
  expect((await shop.ask('GET', '/v1/members/m-segment')).body).toMatchObject({
    contact: { email: 'segment@shop.example' },
    activeDays: { last30: 1 },
  });
});

test('fifty events of RudderStack’s client for Node all arrive, packed by gzip as it packs them', async () => {
  const front = await startFront();
  const client = new RudderAnalytics(shop.system.status().writeKey, { dataPlaneUrl: front.url });
  for (let n = 0; n < EVENTS; n += 1) {
    client.track({ userId: 'm-rudder', event: 'Product Viewed', properties: viewed(n) });
  }
  await client.flush();
  await shop.system.settle();
  await front.close();
  expect(new Set(front.encodings())).toEqual(new Set(['gzip']));
  expect(arrived('m-rudder').size).toBe(EVENTS);
  expect((await shop.ask('GET', '/v1/members/m-rudder')).status).toBe(200);
});

test('a page is told settings by its client key alone, and may keep them for five minutes', async () => {
  const { clientKey } = shop.system.status();
  const answer = await fetch(`${shop.system.url}/v1/projects/${clientKey}/settings`);
  expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
  expect(await answer.json()).toMatchObject({
    integrations: {
      'Segment.io': { apiKey: clientKey, apiHost: `${new URL(shop.system.url).host}/v1`, protocol: 'http' },
    },
  });
});

test('whether another key exists is not told: a server key, an operator key and no key get the same answer', async () => {
  const { writeKey, adminKey } = shop.system.status();
  const answers = [writeKey, adminKey, 'hf_client_unknown', '%00', 'x'.repeat(1000)].map(async (key) => {
    const answer = await fetch(`${shop.system.url}/v1/projects/${key}/settings`);
    return [answer.status, answer.headers.get('content-type'), await answer.text()] as const;
  });
  const [first, ...others] = await Promise.all(answers);
  expect(first?.slice(0, 2)).toEqual([404, 'application/problem+json']);
  for (const other of others) expect(other).toEqual(first);
});

test('a preflight of each header that clients for browsers send is granted to an allowed origin and to no other', async () => {
  const [allowed = ''] = shop.system.deployment.httpApis.flatMap(({ cors }) => cors?.allowOrigins ?? []);
  const ask = (origin: string) =>
    fetch(`${shop.system.url}/v1/t`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
  const { headers } = await ask(allowed);
  expect(headers.get('access-control-allow-origin')).toBe(allowed);
  expect(headers.get('access-control-allow-methods')?.split(',')).toEqual(expect.arrayContaining(['GET', 'POST']));
  const granted = headers.get('access-control-allow-headers')?.split(',');
  expect(granted).toEqual(expect.arrayContaining(BROWSER_HEADERS));
  for (const origin of ['https://other.example', `${allowed}.other.example`, 'null']) {
    expect((await ask(origin)).headers.get('access-control-allow-origin')).toBeNull();
  }
});

test('the archive can be read, and starting over empties it', async () => {
  const read = async () => (await shop.ask('GET', '/_local/archive')).body['events'];
  await shop.track({ type: 'track', event: 'Product Viewed', userId: 'm-archived', properties: viewed(1) });
  expect(await read()).toContainEqual(
    expect.objectContaining({ detail: expect.objectContaining({ userId: 'm-archived' }) }),
  );
  await shop.system.reset();
  expect(await read()).toEqual([]);
});

/** Stands before the API and passes all on, so that a test sees what the client really sends. */
async function startFront() {
  const seen: IncomingHttpHeaders[] = [];
  const server: Server = createServer(async (request, response) => {
    seen.push(request.headers);
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const { host: _, connection: __, 'transfer-encoding': ___, 'content-length': ____, ...headers } = request.headers;
    const answer = await fetch(`${shop.system.url}${request.url}`, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: Buffer.concat(body),
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    encodings: () => seen.map((headers) => headers['content-encoding']),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
