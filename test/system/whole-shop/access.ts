import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Shop } from '../shop.ts';
import { TWO_LINES } from './calls.ts';

/** Who may do what, and how the API tells it. */
export function tryAccess(shop: () => Shop): void {
  test('keys are made, used, listed and revoked by the API, and open nothing that is not theirs', async () => {
    const made = await shop().ask('POST', '/v1/keys', { kind: 'operator', scopes: ['read'] });
    const { keyId, secret } = made.body as { keyId: string; secret: string };
    const asReader = { authorization: `Bearer ${secret}` };
    expect((await shop().ask('GET', '/v1/members/m-new', undefined, asReader)).body).not.toHaveProperty('contact');
    const adjust = { points: 1, reason: 'goodwill' };
    const path = '/v1/members/m-new/points/adjustments';
    expect(await shop().ask('POST', path, adjust, { ...asReader, 'idempotency-key': 'reader' })).toMatchObject({
      status: 403,
      body: { code: 'SCOPE_MISSING' },
    });
    const asServer = { authorization: `Bearer ${shop().system.status().writeKey}` };
    expect(await shop().ask('GET', '/v1/members/m-new', undefined, asServer)).toMatchObject({
      status: 403,
      body: { code: 'KEY_KIND_WRONG' },
    });
    expect(await shop().ask('GET', '/v1/keys')).toMatchObject({ status: 200 });
    expect(await shop().ask('DELETE', `/v1/keys/${keyId}`)).toMatchObject({ status: 200, body: { revoked: true } });
  });

  test('a client key sends what moves no value; a userId counts with an identity token only', async () => {
    const { clientKey, identitySecret } = shop().system.status();
    const authorization = `Basic ${Buffer.from(`${clientKey}:`).toString('base64')}`;
    const identityToken = createHmac('sha256', identitySecret).update('m-page').digest('hex');
    const viewed = {
      event: 'Product Viewed',
      properties: { product_id: 'jug' },
      anonymousId: 'visitor-2',
      userId: 'm-page',
    };
    const post = (batch: object[]) => shop().post('/v1/batch', { batch }, { authorization });
    await post([{ type: 'track', messageId: 'page-1', ...viewed }]);
    await shop().system.settle();
    expect(await shop().items('m-page')).toEqual([]);
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
    await shop().system.settle();
    expect((await shop().ask('GET', '/v1/members/m-page')).body).toMatchObject({
      visitors: ['visitor-2'],
      interests: { products: [{ name: 'jug' }] },
    });
  });

  test('what a member is not can not be asked for', async () => {
    for (const path of ['/v1/members/nobody', '/v1/members/nobody/points', '/v1/members/nobody/points/entries']) {
      expect(await shop().ask('GET', path)).toMatchObject({ status: 404, body: { code: 'MEMBER_UNKNOWN' } });
    }
    expect(await shop().ask('GET', '/v1/orders/nothing/ledger')).toMatchObject({
      status: 404,
      body: { code: 'ORDER_UNKNOWN' },
    });
  });

  test('the API describes itself, each route for programs that is deployed and no other', async () => {
    const { body } = await shop().ask('GET', '/openapi.json');
    const described = Object.entries(body['paths'] as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const deployed = shop().system.deployment.httpApis.flatMap(({ routes }) => routes.map(({ routeKey }) => routeKey));
    const undescribed = ['ANY /{proxy+}', 'GET /openapi.json', 'GET /docs'];
    // Pages for members, whose addresses nobody makes but the messages.
    const isPage = (route: string) => / \/(unsubscribe|preferences|confirm|go|suggest|survey)\//.test(route);
    const others = deployed.filter((route) => !undescribed.includes(route) && !isPage(route));
    expect(described.sort()).toEqual(others.sort());
    const page = await fetch(`${shop().system.url}/docs`);
    expect(page.headers.get('content-type')).toContain('text/html');
    const settings = await fetch(`${shop().system.url}/v1/projects/${shop().system.status().clientKey}/settings`);
    expect(await settings.json()).toMatchObject({ integrations: { 'Segment.io': { protocol: 'http' } } });
    const server = await fetch(`${shop().system.url}/v1/projects/${shop().system.status().writeKey}/settings`);
    expect(server.status).toBe(404);
  });
}
