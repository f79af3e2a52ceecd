import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Shop, startSystem } from './shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = new Shop(await startSystem());
});

afterAll(() => shop.close());

const order = (properties: object = {}) => ({
  event: 'Order Completed',
  userId: 'member-1',
  properties: { order_id: 'order-1', currency: 'CNY', revenue: '10', ...properties },
});

async function answer(response: Response): Promise<{ status: number; body: Record<string, unknown> }> {
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('an accepted event is counted', async () => {
  expect(await answer(await shop.post('/v1/track', order()))).toEqual({
    status: 200,
    body: { success: true, accepted: 1, rejected: [] },
  });
});

test('an amount that is not exact in fen is refused by position, code and path, and has no effect', async () => {
  const response = await shop.post('/v1/track', order({ order_id: 'order-inexact', revenue: 0.1 + 0.2 }));
  expect(await answer(response)).toMatchObject({
    status: 200,
    body: {
      accepted: 0,
      rejected: [{ index: 0, code: 'AMOUNT_INVALID', path: '$.properties.revenue', given: '0.30000000000000004' }],
    },
  });
});

test('a body that is no JSON is a 400, as problem+json', async () => {
  const response = await shop.post('/v1/track', '{"event":');
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await answer(response)).toMatchObject({ status: 400, body: { code: 'BODY_UNREADABLE', path: '$' } });
});

test('without a key, or with a wrong one, a request is a 401', async () => {
  for (const authorization of ['', 'Basic d3Jvbmc6', 'Bearer wrong']) {
    const response = await shop.post('/v1/track', order(), { authorization });
    expect(await answer(response)).toMatchObject({ status: 401, body: { code: 'KEY_UNKNOWN' } });
  }
});

test('the key may stand in the body, as Segment clients can send it', async () => {
  const { writeKey } = shop.system.status();
  const response = await shop.post('/v1/track', { ...order(), writeKey }, { authorization: '' });
  expect(await answer(response)).toMatchObject({ status: 200, body: { accepted: 1 } });
});

test('a client key sends no orders: refused, and nothing changes', async () => {
  const authorization = `Basic ${Buffer.from(`${shop.system.status().clientKey}:`).toString('base64')}`;
  const body = { ...order({ order_id: 'order-forged' }), userId: 'member-forged' };
  const response = await shop.post('/v1/track', body, { authorization });
  expect(await answer(response)).toMatchObject({
    status: 200,
    body: { accepted: 0, rejected: [{ code: 'KEY_NOT_TRUSTED' }] },
  });
  await shop.system.settle();
  expect(await shop.items('member-forged')).toEqual([]);
});

test("an operator's key does not open intake", async () => {
  const authorization = `Bearer ${shop.system.status().adminKey}`;
  expect(await answer(await shop.post('/v1/track', order(), { authorization }))).toMatchObject({
    status: 403,
    body: { code: 'KEY_KIND_WRONG' },
  });
});

test('an unknown route is a 404 that names it', async () => {
  expect(await answer(await shop.post('/v1/nowhere', {}))).toMatchObject({
    status: 404,
    body: { code: 'ROUTE_UNKNOWN', given: 'POST /v1/nowhere' },
  });
});

test('an event over 256 KB is refused as an item, and has no effect', async () => {
  const response = await shop.post('/v1/track', order({ order_id: 'order-large', filler: 'x'.repeat(256 * 1024) }));
  expect(await answer(response)).toMatchObject({
    status: 200,
    body: { accepted: 0, rejected: [{ code: 'EVENT_TOO_LARGE' }] },
  });
});

test('a body over 5 MB is a 413, and one nested a hundred thousand deep a 400: neither is worth a retry', async () => {
  const large = await shop.post('/v1/track', JSON.stringify({ filler: 'x'.repeat(5 * 1024 * 1024) }));
  expect(await answer(large)).toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
  const deep = await shop.post('/v1/track', `{"properties":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
  expect(await answer(deep)).toMatchObject({ status: 400, body: { code: 'BODY_UNREADABLE', given: 'deeper nesting' } });
});

test('a body packed by gzip is taken like any other', async () => {
  const packed = gzipSync(JSON.stringify(order({ order_id: 'order-packed' })));
  const response = await shop.post('/v1/track', packed, { 'content-encoding': 'gzip' });
  expect(await answer(response)).toMatchObject({ status: 200, body: { accepted: 1 } });
});

test('a gzip bomb, a cut gzip body and an unknown packing are answered for good, and have no effect', async () => {
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
  const cut = gzipSync(JSON.stringify(order())).subarray(0, 40);
  const cases = [
    [bomb, 'gzip', 413, 'BODY_TOO_LARGE'],
    [cut, 'gzip', 400, 'BODY_UNREADABLE'],
    [Buffer.from('{}'), 'br', 415, 'ENCODING_UNKNOWN'],
  ] as const;
  for (const [body, encoding, status, code] of cases) {
    const response = await shop.post('/v1/track', body, { 'content-encoding': encoding });
    expect(await answer(response)).toMatchObject({ status, body: { code } });
  }
});

test("a body over the gateway's limit is a 413", async () => {
  const response = await shop.post('/v1/track', JSON.stringify({ filler: 'x'.repeat(11 * 1024 * 1024) }));
  expect(response.status).toBe(413);
});
