import { createHmac } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Shop, startSystem } from '../system/shop.ts';
import { CHROMIUM_PATH, startBrowser } from './chromium.ts';
import { bundleClient, serveFirstFree } from './shop-page.ts';

const EVENTS = 50;

let shop: Shop;
let browser: Browser;
let page: { readonly origin: string; close(): Promise<unknown> };
let strange: typeof page;

describe.skipIf(CHROMIUM_PATH === undefined)('a page of the shop, on another origin than the API', () => {
  beforeAll(async () => {
    shop = new Shop(await startSystem());
    browser = await startBrowser();
    const script = await bundleClient();
    const allowed = shop.system.deployment.httpApis.flatMap(({ cors }) => cors?.allowOrigins ?? []);
    page = await serveFirstFree(
      allowed.map((origin) => Number(new URL(origin).port)),
      script,
    );
    strange = await serveFirstFree([0], script);
  });

  afterAll(async () => {
    await page?.close();
    await strange?.close();
    await browser?.close();
    await shop?.close();
  });

  test('fifty events of Segment’s client for browsers all arrive by a client key; it is told key and host', async () => {
    const { clientKey, identitySecret } = shop.system.status();
    const identityToken = createHmac('sha256', identitySecret).update('m-browser').digest('hex');
    const tab = await browser.newPage();
    const refused: string[] = [];
    const asked = new Set<string>();
    tab.on('request', (request) => asked.add(new URL(request.url()).origin));
    tab.on('response', (response) => {
      if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
    });
    await tab.goto(page.origin);
    const anonymousId = await tab.evaluate(sendEvents, {
      writeKey: clientKey,
      cdnURL: shop.system.url,
      count: EVENTS,
      identityToken,
    });
    await shop.system.settle();
    expect(refused).toEqual([]);
    // Nothing is loaded from Segment or told to it.
    expect([...asked].filter((origin) => origin !== 'null').sort()).toEqual(
      [page.origin, new URL(shop.system.url).origin].sort(),
    );
    const details = shop.system.runtime.buses.flatMap((bus) => bus.archived().map(({ detail }) => detail as Detail));
    const own = details.filter((detail) => detail.anonymousId === anonymousId);
    const viewed = own.filter(({ event }) => event === 'Product Viewed');
    expect(new Set(viewed.map(({ messageId }) => messageId)).size).toBe(EVENTS);
    // With the token on each call they are the member's; without, still the visitor's that the member was linked to.
    // One may come again: by a client that waited too long, or as the member's, whose visitor was linked a moment later.
    const added = own.filter(({ event }) => event === 'Product Added');
    const asTold = Map.groupBy(added, ({ messageId }) => messageId);
    expect([...asTold.values()].map(([first]) => first?.userId)).toEqual([undefined, 'm-browser']);
    expect((await shop.ask('GET', '/v1/members/m-browser')).body).toMatchObject({
      visitors: [anonymousId],
      interests: { categories: [{ name: 'cups' }] },
      activeDays: { last30: 1 },
    });
  });

  test('the request of a page gets through from an allowed origin, and from another not at all', async () => {
    const accepted = () => shop.system.runtime.buses[0]?.status().accepted ?? 0;
    const outcomeAt = async (origin: string) => {
      const before = accepted();
      const tab = await browser.newPage();
      await tab.goto(origin);
      const outcome = await tab.evaluate(postPage, { url: shop.system.url, key: shop.system.status().clientKey });
      return { outcome, accepted: accepted() - before };
    };
    expect(await outcomeAt(page.origin)).toEqual({ outcome: 'sent', accepted: 1 });
    expect(await outcomeAt(strange.origin)).toEqual({ outcome: 'blocked', accepted: 0 });
  });
});

/** Runs in the page: a request that a browser asks leave for, by its headers. */
async function postPage({ url, key }: { readonly url: string; readonly key: string }): Promise<'sent' | 'blocked'> {
  const headers = { authorization: `Basic ${btoa(`${key}:`)}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ anonymousId: 'strange', name: 'Home' });
  return fetch(`${url}/v1/page`, { method: 'POST', headers, body }).then(
    () => 'sent',
    () => 'blocked',
  );
}

interface Detail {
  readonly anonymousId?: string;
  readonly userId?: string;
  readonly event?: string;
  readonly messageId?: string;
}

interface Sending {
  readonly writeKey: string;
  readonly cdnURL: string;
  readonly count: number;
  readonly identityToken: string;
}

/** Runs in the page: what a shop's own script does. */
async function sendEvents({ writeKey, cdnURL, count, identityToken }: Sending): Promise<string> {
  const { AnalyticsBrowser } = globalThis as unknown as { AnalyticsBrowser: { load(settings: object): Client } };
  const analytics = AnalyticsBrowser.load({ writeKey, cdnURL });
  await analytics.page('Home');
  for (let n = 1; n <= count; n += 1) {
    await analytics.track('Product Viewed', { product_id: `product-${n}`, category: 'cups' });
  }
  await analytics.identify('m-browser', {}, { context: { identityToken } });
  await analytics.track('Product Added', { product_id: 'product-1', category: 'cups' });
  await analytics.addSourceMiddleware(({ payload, next }) => {
    payload.obj.context.identityToken = identityToken;
    next(payload);
  });
  await analytics.track('Product Added', { product_id: 'product-2', category: 'cups' });
  return (await analytics.user()).anonymousId();
}

/** A call on its way through the client, and what lets it go on. */
interface Passing {
  readonly payload: { readonly obj: { readonly context: Record<string, unknown> } };
  readonly next: (payload: object) => void;
}

interface Client {
  addSourceMiddleware(middleware: (passing: Passing) => void): Promise<unknown>;
  page(name: string): Promise<unknown>;
  track(event: string, properties: object): Promise<unknown>;
  identify(userId: string, traits: object, options: object): Promise<unknown>;
  user(): Promise<{ anonymousId(): string }>;
}
