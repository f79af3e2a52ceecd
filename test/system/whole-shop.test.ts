import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Shop, startSystem } from './shop.ts';

/** Rights that only a rare moment uses. */
const RESERVED_RIGHTS = [
  // A backlog of minutes: a sweep that continues itself.
  'holdfast-local-engine/SweepShard/Function sqs:SendMessage',
];

let shop: Shop;
let sequence = 0;

beforeAll(async () => {
  shop = new Shop(await startSystem());
});

afterAll(() => shop.close());

const track = (userId: string, event: string, properties: object = {}, call: object = {}) => {
  sequence += 1;
  return { type: 'track', userId, event, messageId: `whole-${sequence}`, properties, ...call };
};

const TWO_LINES = {
  currency: 'CNY',
  revenue: '270.00',
  products: [
    { product_id: 'mug', quantity: 2, price: '100.00', category: 'cups', brand: 'Kiln' },
    { product_id: 'tea', quantity: 1, price: '100.00', category: 'tea' },
  ],
};

test('an order earns on what was paid, and its returns take back line by line until nothing is left', async () => {
  await shop.track(track('m-lines', 'Order Completed', { order_id: 'o-lines', ...TWO_LINES }));
  expect(await shop.ask('GET', '/v1/members/m-lines/points')).toEqual({
    status: 200,
    body: { pending: 270, active: 0, spent: 0, expired: 0, negative: 0, lifetimeEarned: 270, tierQualifying: 270 },
  });
  await shop.track(
    track('m-lines', 'Order Returned', { order_id: 'o-lines', products: [{ product_id: 'mug', quantity: 1 }] }),
  );
  const ledger = await shop.ask('GET', '/v1/orders/o-lines/ledger');
  expect(ledger.body).toMatchObject({
    arithmetic: 'floor(270.00 × 1) = 270',
    earned: 270,
    takenBack: 90,
    lines: [
      { lineId: 'mug', paid: '180.00', points: 180, returnedQuantity: 1, returnedPoints: 90 },
      { lineId: 'tea', paid: '90.00', points: 90, returnedQuantity: 0, returnedPoints: 0 },
    ],
    entries: [{ kind: 'EARN_PENDING' }, { kind: 'REVERSE_EARN', returned: [{ lineId: 'mug', quantity: 1 }] }],
  });
  await shop.advanceDays(15);
  expect(await shop.points('m-lines')).toMatchObject({ pending: 0, active: 180 });
  await shop.track(track('m-lines', 'Order Cancelled', { order_id: 'o-lines' }));
  expect(await shop.points('m-lines')).toMatchObject({ active: 0, lifetimeEarned: 0, returnedMinor: 27_000 });
});

test('a return that comes before its order waits for it', async () => {
  await shop.track(
    track('m-early', 'Order Refunded', { order_id: 'o-early', products: [{ product_id: 'tea' }] }),
    track('m-early', 'Order Delivered', { order_id: 'o-early' }),
  );
  expect(await shop.points('m-early')).toBeUndefined();
  await shop.track(track('m-early', 'Order Completed', { order_id: 'o-early', ...TWO_LINES }));
  expect(await shop.points('m-early')).toMatchObject({ pending: 180, lifetimeEarned: 180 });
});

test('an order id belongs to one member: the same id of another is refused, kept and listed', async () => {
  await shop.track(track('m-owner', 'Order Completed', { order_id: 'o-owned', ...TWO_LINES }));
  await shop.track(track('m-thief', 'Order Completed', { order_id: 'o-owned', ...TWO_LINES }));
  expect(await shop.points('m-thief')).toBeUndefined();
  const { body } = await shop.ask('GET', '/v1/reports/rejections?limit=1');
  expect(body).toMatchObject({
    rejections: [{ memberId: 'm-thief', code: 'ORDER_OF_ANOTHER_MEMBER', details: { orderId: 'o-owned' } }],
  });
});

test('an order in another currency is refused, and the member remembers which', async () => {
  await shop.track(track('m-usd', 'Order Completed', { order_id: 'o-usd', currency: 'USD', revenue: '10.00' }));
  const { body } = await shop.ask('GET', '/v1/members/m-usd');
  expect(body).toMatchObject({ currenciesRefused: ['USD'], orders: { count: 0 } });
});

test('actions earn at once and within their caps; what earns nothing says why', async () => {
  await shop.track(
    ...Array.from({ length: 3 }, () => track('m-acts', 'Checked In')),
    track('m-acts', 'Product Reviewed', { product_id: 'mug', review_body: 'lovely' }),
    track('m-acts', 'Product Reviewed', { product_id: 'mug' }),
  );
  expect(await shop.points('m-acts')).toMatchObject({ active: 21, lifetimeEarned: 21 });
  const { body } = await shop.ask('GET', '/v1/members/m-acts/points/entries');
  const reasons = (body['entries'] as { reason?: string }[]).flatMap(({ reason }) => reason ?? []);
  expect(reasons).toEqual(['CAP_REACHED', 'CAP_REACHED']);
});

test('entries come by pages, newest first, and a cursor is good for its own member only', async () => {
  const first = await shop.ask('GET', '/v1/members/m-acts/points/entries?limit=2');
  const { cursor } = first.body;
  const rest = await shop.ask('GET', `/v1/members/m-acts/points/entries?cursor=${cursor}`);
  const ids = [first, rest].flatMap(({ body }) =>
    (body['entries'] as { entryId: string }[]).map((each) => each.entryId),
  );
  expect(new Set(ids).size).toBe(6);
  expect(await shop.ask('GET', `/v1/members/m-lines/points/entries?cursor=${cursor}`)).toMatchObject({
    status: 404,
    body: { code: 'CURSOR_UNKNOWN' },
  });
});

test('a visitor becomes a member: what the visitor did is the member’s, orders too', async () => {
  const visitor = { userId: undefined, anonymousId: 'visitor-1' };
  await shop.track(
    track('', 'Product Viewed', { product_id: 'bowl', category: 'cups' }, visitor),
    track('', 'Order Completed', { order_id: 'o-visitor', ...TWO_LINES }, visitor),
  );
  expect((await shop.ask('GET', '/v1/members/m-was-visitor')).status).toBe(404);
  await shop.track({
    type: 'identify',
    userId: 'm-was-visitor',
    anonymousId: 'visitor-1',
    traits: { gender: 'female' },
  });
  await shop.track(track('', 'Gift Wrapped', { box_id: 'b-1' }, visitor), track('', 'Checked In', {}, visitor));
  expect(await shop.points('m-was-visitor')).toMatchObject({ pending: 270, active: 1 });
  expect((await shop.ask('GET', '/v1/members/m-was-visitor')).body).toMatchObject({
    gender: 'female',
    visitors: ['visitor-1'],
    orders: { count: 1, paid: '270.00' },
    activeDays: { last30: 1 },
    interests: { products: expect.arrayContaining([expect.objectContaining({ name: 'bowl' })]) },
  });
});

test('a visitor becomes one member only: a link to a second is refused and kept', async () => {
  await shop.track({ type: 'alias', userId: 'm-second', previousId: 'visitor-1', messageId: 'whole-second' });
  const { body } = await shop.ask('GET', '/v1/reports/rejections?limit=1');
  expect(body).toMatchObject({ rejections: [{ memberId: 'm-second', code: 'LINKED_TO_ANOTHER' }] });
});

test('events of the shop’s own are kept with what the programme names of them', async () => {
  await shop.track(
    track('m-own', 'Gift Wrapped', { box_id: 'b-1', note: 'for grandmother' }),
    track('m-own', 'Kite Flown', { height: 12 }),
  );
  const kept = await shop.items('m-own', 'EVENT#kept#');
  expect(kept.map(({ event, facts }) => [event, facts])).toEqual([
    ['Gift Wrapped', { box_id: 'b-1' }],
    ['Kite Flown', {}],
  ]);
});

test('what is past is stored and counted, and credits nothing', async () => {
  const past = { timestamp: '2020-02-03T04:00:00Z', context: { backfill: true } };
  await shop.track(track('m-past', 'Order Completed', { order_id: 'o-past', ...TWO_LINES }, past));
  expect(await shop.points('m-past')).toMatchObject({ orderCount: 1, paidMinor: 27_000 });
  expect((await shop.ask('GET', '/v1/members/m-past/points')).body).toMatchObject({ pending: 0, lifetimeEarned: 0 });
  expect((await shop.ask('GET', '/v1/orders/o-past/ledger')).body).toMatchObject({
    arithmetic: 'floor(270.00 × 0) = 0',
  });
});

test('an adjustment is answered alike under its key, refused under it for another, and audited', async () => {
  const adjust = (points: number, key: string) =>
    shop.ask(
      'POST',
      '/v1/members/m-acts/points/adjustments',
      { points, reason: 'goodwill' },
      { 'idempotency-key': key },
    );
  const first = await adjust(-11, 'adjust-1');
  expect(first).toMatchObject({ status: 201, body: { memberId: 'm-acts', points: -11 } });
  expect(await adjust(-11, 'adjust-1')).toEqual(first);
  expect(await adjust(-12, 'adjust-1')).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  expect(await adjust(-11, 'adjust-2')).toMatchObject({
    status: 409,
    body: { code: 'INSUFFICIENT_POINTS', expected: 'at most 10' },
  });
  expect(await adjust(100_001, 'adjust-3')).toMatchObject({ status: 403, body: { code: 'ADJUSTMENT_ABOVE_LIMIT' } });
  expect(await adjust(-10, 'adjust-4')).toMatchObject({ status: 201 });
  expect(await shop.points('m-acts')).toMatchObject({ active: 0, lifetimeEarned: 21 });
});

test('without an Idempotency-Key nothing that moves value is done', async () => {
  const answer = await shop.ask('POST', '/v1/members/m-acts/points/adjustments', { points: 5, reason: 'goodwill' });
  expect(answer).toMatchObject({ status: 400, body: { code: 'IDEMPOTENCY_KEY_MISSING' } });
});

test('two members become one: points, profile and contact, and whatever comes for the old id', async () => {
  await shop.track(
    { type: 'identify', userId: 'm-old', traits: { name: 'Lin', phone: '+8613800138000' } },
    track('m-old', 'Order Completed', { order_id: 'o-old', ...TWO_LINES }),
    track('m-old', 'Checked In'),
    { type: 'identify', userId: 'm-new', traits: { email: 'lin@shop.example' } },
  );
  const merge = (dryRun: boolean, key: string) =>
    shop.ask('POST', '/v1/members/m-new/merge', { from: 'm-old', dryRun }, { 'idempotency-key': key });
  expect(await merge(true, 'merge-dry')).toMatchObject({
    status: 200,
    body: { points: { pending: 270, active: 1 } },
  });
  expect(await shop.points('m-new')).toBeUndefined();
  const merged = await merge(false, 'merge-1');
  expect(merged).toMatchObject({ status: 200, body: { points: { pending: 270, active: 1 } } });
  expect(await merge(false, 'merge-1')).toEqual(merged);

  await shop.track(
    track('m-old', 'Order Returned', { order_id: 'o-old', products: [{ product_id: 'tea' }] }),
    track('m-old', 'Order Completed', { order_id: 'o-old-2', ...TWO_LINES }),
  );
  expect((await shop.ask('GET', '/v1/members/m-new/points')).body).toMatchObject({ pending: 180 + 270, active: 1 });
  expect((await shop.ask('GET', '/v1/members/m-old/points')).body).toMatchObject({ pending: 180 + 270, active: 1 });
  expect((await shop.ask('GET', '/v1/members/m-old')).body).toMatchObject({
    memberId: 'm-new',
    contact: { name: 'Lin', phone: '+8613800138000', email: 'lin@shop.example' },
    orders: { count: 2 },
  });
  expect(await merge(false, 'merge-2')).toMatchObject({ status: 200 });
});

test('keys are made, used, listed and revoked by the API, and open nothing that is not theirs', async () => {
  const made = await shop.ask('POST', '/v1/keys', { kind: 'operator', scopes: ['read'] });
  const { keyId, secret } = made.body as { keyId: string; secret: string };
  const asReader = { authorization: `Bearer ${secret}` };
  expect((await shop.ask('GET', '/v1/members/m-new', undefined, asReader)).body).not.toHaveProperty('contact');
  const adjust = { points: 1, reason: 'goodwill' };
  const path = '/v1/members/m-new/points/adjustments';
  expect(await shop.ask('POST', path, adjust, { ...asReader, 'idempotency-key': 'reader' })).toMatchObject({
    status: 403,
    body: { code: 'SCOPE_MISSING' },
  });
  const asServer = { authorization: `Bearer ${shop.system.status().writeKey}` };
  expect(await shop.ask('GET', '/v1/members/m-new', undefined, asServer)).toMatchObject({
    status: 403,
    body: { code: 'KEY_KIND_WRONG' },
  });
  expect(await shop.ask('GET', '/v1/keys')).toMatchObject({ status: 200 });
  expect(await shop.ask('DELETE', `/v1/keys/${keyId}`)).toMatchObject({ status: 200, body: { revoked: true } });
});

test('a client key sends what moves no value; a userId counts with an identity token only', async () => {
  const { clientKey, identitySecret } = shop.system.status();
  const authorization = `Basic ${Buffer.from(`${clientKey}:`).toString('base64')}`;
  const identityToken = createHmac('sha256', identitySecret).update('m-page').digest('hex');
  const viewed = {
    event: 'Product Viewed',
    properties: { product_id: 'jug' },
    anonymousId: 'visitor-2',
    userId: 'm-page',
  };
  const post = (batch: object[]) => shop.post('/v1/batch', { batch }, { authorization });
  await post([{ type: 'track', messageId: 'page-1', ...viewed }]);
  await shop.system.settle();
  expect(await shop.items('m-page')).toEqual([]);
  const linked = { type: 'identify', userId: 'm-page', anonymousId: 'visitor-2', context: { identityToken } };
  const forged = { ...linked, userId: 'm-new', anonymousId: 'visitor-3' };
  const order = {
    type: 'track',
    event: 'Order Completed',
    anonymousId: 'visitor-3',
    properties: { order_id: 'forged', ...TWO_LINES },
  };
  const answer = (await (await post([linked, forged, order, { ...order, event: 'Checked In' }])).json()) as object;
  expect(answer).toMatchObject({
    accepted: 1,
    rejected: [1, 2, 3].map((index) => ({ index, code: 'KEY_NOT_TRUSTED' })),
  });
  await shop.system.settle();
  expect((await shop.ask('GET', '/v1/members/m-page')).body).toMatchObject({
    visitors: ['visitor-2'],
    interests: { products: [{ name: 'jug' }] },
  });
});

test('what a member is not can not be asked for', async () => {
  for (const path of ['/v1/members/nobody', '/v1/members/nobody/points', '/v1/members/nobody/points/entries']) {
    expect(await shop.ask('GET', path)).toMatchObject({ status: 404, body: { code: 'MEMBER_UNKNOWN' } });
  }
  expect(await shop.ask('GET', '/v1/orders/nothing/ledger')).toMatchObject({
    status: 404,
    body: { code: 'ORDER_UNKNOWN' },
  });
});

test('the API describes itself, each route that is deployed and no other', async () => {
  const { body } = await shop.ask('GET', '/openapi.json');
  const described = Object.entries(body['paths'] as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const deployed = shop.system.deployment.httpApis.flatMap(({ routes }) => routes.map(({ routeKey }) => routeKey));
  const undescribed = ['ANY /{proxy+}', 'GET /openapi.json', 'GET /docs'];
  expect(described.sort()).toEqual(deployed.filter((route) => !undescribed.includes(route)).sort());
  const page = await fetch(`${shop.system.url}/docs`);
  expect(page.headers.get('content-type')).toContain('text/html');
  const settings = await fetch(`${shop.system.url}/v1/projects/${shop.system.status().clientKey}/settings`);
  expect(await settings.json()).toMatchObject({ integrations: { 'Segment.io': { protocol: 'http' } } });
  const server = await fetch(`${shop.system.url}/v1/projects/${shop.system.status().writeKey}/settings`);
  expect(server.status).toBe(404);
});

test('of every member the balance is the sum of the entries', async () => {
  for (const memberId of ['m-lines', 'm-early', 'm-acts', 'm-was-visitor', 'm-past', 'm-old', 'm-new']) {
    const sums: Record<string, number> = {};
    for (const { deltas, sums: orderSums } of await shop.items(memberId, 'ENTRY#')) {
      for (const [name, change] of Object.entries({ ...(deltas as object), ...(orderSums as object) })) {
        sums[name] = (sums[name] ?? 0) + (change as number);
      }
    }
    const points = (await shop.points(memberId)) ?? {};
    // A bucket that nothing was ever booked in is not there.
    const kept = Object.fromEntries(Object.keys(sums).map((name) => [name, points[name] ?? 0]));
    expect({ memberId, ...kept }).toEqual({ memberId, ...sums });
  }
});

test('after all of this no function was refused anything, and none holds a right that it has no use for', () => {
  const reports = shop.system.runtime.access.report();
  expect(reports.filter(({ denied }) => denied.length > 0)).toEqual([]);
  const unused = reports.flatMap((report) => report.unused.map(({ action }) => `${report.function} ${action}`));
  expect(unused).toEqual(RESERVED_RIGHTS);
});
