import { expect, test } from 'vitest';
import type { Shop } from '../shop.ts';
import { published } from '../thread.ts';
import { TWO_LINES, track } from './calls.ts';

/** Orders, returns, actions and adjustments. */
export function tryOrders(shop: () => Shop): void {
  test('an order earns on what was paid, and its returns take back line by line until nothing is left', async () => {
    await shop().track(track('m-lines', 'Order Completed', { order_id: 'o-lines', ...TWO_LINES }));
    expect(await shop().ask('GET', '/v1/members/m-lines/points')).toEqual({
      status: 200,
      body: {
        ...{ pending: 270, active: 0, spent: 0, expired: 0, negative: 0, lifetimeEarned: 270, tierQualifying: 270 },
        ...{ usable: 0, worth: '0.00', expiries: [], rewards: [] },
        releases: [{ orderId: 'o-lines', points: 270, releaseAt: expect.any(String) }],
      },
    });
    await shop().track(
      track('m-lines', 'Order Returned', { order_id: 'o-lines', products: [{ product_id: 'mug', quantity: 1 }] }),
    );
    const ledger = await shop().ask('GET', '/v1/orders/o-lines/ledger');
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
    await shop().advanceDays(15);
    expect(await shop().points('m-lines')).toMatchObject({ pending: 0, active: 180 });
    await shop().track(track('m-lines', 'Order Cancelled', { order_id: 'o-lines' }));
    expect(await shop().points('m-lines')).toMatchObject({ active: 0, lifetimeEarned: 0, returnedMinor: 27_000 });
  });

  test('lines of some categories earn more, others nothing, and the ledger of the order says by which rule', async () => {
    const products = [
      { product_id: 'box', quantity: 1, price: '100.00', category: 'festival boxes' },
      { product_id: 'card', quantity: 1, price: '50.00', category: 'gift cards' },
      { product_id: 'tea', quantity: 1, price: '30.50', category: 'tea' },
    ];
    await shop().track(
      track('m-rules', 'Order Completed', { order_id: 'o-rules', currency: 'CNY', revenue: '180.50', products }),
    );
    expect(await shop().points('m-rules')).toMatchObject({ pending: 230 });
    expect((await shop().ask('GET', '/v1/orders/o-rules/ledger')).body).toMatchObject({
      arithmetic: 'floor((100.00 × 2 + 50.00 × 0 + 30.50 × 1) × 1) = 230',
      rules: ['festival-boxes', 'gift-cards'],
      lines: [{ points: 200 }, { points: 0 }, { points: 30 }],
    });
    expect((await shop().ask('GET', '/v1/members/m-rules/tier')).body).toMatchObject({ tier: { id: 'festival' } });
    expect((await shop().ask('GET', '/v1/orders/o-rules/benefits')).body).toMatchObject({ tier: null, benefits: {} });
    await shop().track(track('m-rules', 'Order Returned', { order_id: 'o-rules', products: [{ product_id: 'card' }] }));
    expect(await shop().points('m-rules')).toMatchObject({ pending: 230, returnedMinor: 5_000 });
  });

  test('a return that comes before its order waits for it', async () => {
    await shop().track(
      track('m-early', 'Order Refunded', { order_id: 'o-early', products: [{ product_id: 'tea' }] }),
      track('m-early', 'Order Delivered', { order_id: 'o-early' }),
    );
    expect(await shop().points('m-early')).toBeUndefined();
    await shop().track(track('m-early', 'Order Completed', { order_id: 'o-early', ...TWO_LINES }));
    expect(await shop().points('m-early')).toMatchObject({ pending: 180, lifetimeEarned: 180 });
  });

  test('an order id belongs to one member: the same id of another is refused, kept and listed', async () => {
    await shop().track(track('m-owner', 'Order Completed', { order_id: 'o-owned', ...TWO_LINES }));
    await shop().track(track('m-thief', 'Order Completed', { order_id: 'o-owned', ...TWO_LINES }));
    expect(await shop().points('m-thief')).toBeUndefined();
    const { body } = await shop().ask('GET', '/v1/reports/rejections?limit=1');
    expect(body).toMatchObject({
      rejections: [{ memberId: 'm-thief', code: 'ORDER_OF_ANOTHER_MEMBER', details: { orderId: 'o-owned' } }],
    });
  });

  test('an order is a purchase of the member whose order it is, when it was told first, however often it is sent', async () => {
    const inMinutes = (minutes: number) => new Date(shop().system.clock.now() + minutes * 60_000).toISOString();
    const paidAt = inMinutes(0);
    const sent = (memberId: string, timestamp: string) =>
      track(memberId, 'Order Completed', { order_id: 'o-resent', ...TWO_LINES }, { timestamp });
    const profileOf = async (memberId: string) => (await shop().ask('GET', `/v1/members/${memberId}`)).body;
    await shop().track(sent('m-resent', paidAt));
    await shop().track(sent('m-resent', inMinutes(30)), sent('m-resent-thief', inMinutes(30)));
    expect(await profileOf('m-resent')).toMatchObject({
      orders: { count: 1, firstAt: paidAt, lastAt: paidAt },
      steps: { ordered: paidAt, paid: paidAt },
    });
    const thief = await profileOf('m-resent-thief');
    expect([thief['steps'], Object.hasOwn(thief['orders'] as object, 'lastAt')]).toEqual([{}, false]);
  });

  test('an order in another currency is refused, and the member remembers which', async () => {
    await shop().track(track('m-usd', 'Order Completed', { order_id: 'o-usd', currency: 'USD', revenue: '10.00' }));
    const { body } = await shop().ask('GET', '/v1/members/m-usd');
    expect(body).toMatchObject({ currenciesRefused: ['USD'], orders: { count: 0 } });
  });

  test('actions earn at once and within their caps; what earns nothing says why', async () => {
    await shop().track(
      ...Array.from({ length: 3 }, () => track('m-acts', 'Checked In')),
      track('m-acts', 'Product Reviewed', { product_id: 'mug', review_body: 'lovely' }),
      track('m-acts', 'Product Reviewed', { product_id: 'mug' }),
    );
    expect(await shop().points('m-acts')).toMatchObject({ active: 21, lifetimeEarned: 21 });
    const { body } = await shop().ask('GET', '/v1/members/m-acts/points/entries');
    const reasons = (body['entries'] as { reason?: string }[]).flatMap(({ reason }) => reason ?? []);
    expect(reasons).toEqual(['CAP_REACHED', 'CAP_REACHED']);
  });

  test('points expire on their day, and the bus hears of it the day before', async () => {
    // What was earned 363 days ago is good for two more days.
    const timestamp = new Date(shop().system.clock.now() - 363 * 86_400_000).toISOString();
    await shop().track(track('m-expiring', 'Product Reviewed', { product_id: 'mug' }, { timestamp }));
    expect(await shop().points('m-expiring')).toMatchObject({ active: 20 });
    await shop().advanceDays(4);
    expect(await shop().points('m-expiring')).toMatchObject({ active: 0, expired: 20, lifetimeEarned: 20 });
    const told = ['PointsExpiring', 'PointsExpired'].map((name) => published(shop(), name));
    expect(told).toEqual([1, 1]);

    const { body } = await shop().ask('GET', '/v1/members/m-expiring/points/entries');
    const expiry = (body['entries'] as { entryId: string; kind: string }[]).find(({ kind }) => kind === 'EXPIRE');
    const reinstate = (key: string) =>
      shop().ask(
        'POST',
        '/v1/members/m-expiring/points/reinstatements',
        { entryId: expiry?.entryId, reason: 'was ill' },
        { 'idempotency-key': key },
      );
    const given = await reinstate('reinstate-1');
    expect(given).toMatchObject({ status: 201, body: { points: 20, reason: 'was ill' } });
    expect(await reinstate('reinstate-1')).toEqual(given);
    expect(await reinstate('reinstate-2')).toMatchObject({ status: 409, body: { code: 'ALREADY_REINSTATED' } });
    expect(await shop().points('m-expiring')).toMatchObject({ active: 20, expired: 0 });
  });

  test('entries come by pages, newest first, and a cursor is good for its own member only', async () => {
    const first = await shop().ask('GET', '/v1/members/m-acts/points/entries?limit=2');
    const { cursor } = first.body;
    const rest = await shop().ask('GET', `/v1/members/m-acts/points/entries?cursor=${cursor}`);
    const ids = [first, rest].flatMap(({ body }) =>
      (body['entries'] as { entryId: string }[]).map((each) => each.entryId),
    );
    expect(new Set(ids).size).toBe(6);
    expect(await shop().ask('GET', `/v1/members/m-lines/points/entries?cursor=${cursor}`)).toMatchObject({
      status: 404,
      body: { code: 'CURSOR_UNKNOWN' },
    });
  });

  test('what is past is stored and counted, and credits nothing', async () => {
    const past = { timestamp: '2020-02-03T04:00:00Z', context: { backfill: true } };
    await shop().track(track('m-past', 'Order Completed', { order_id: 'o-past', ...TWO_LINES }, past));
    expect(await shop().points('m-past')).toMatchObject({ orderCount: 1, paidMinor: 27_000 });
    expect((await shop().ask('GET', '/v1/members/m-past/points')).body).toMatchObject({
      pending: 0,
      lifetimeEarned: 0,
    });
    expect((await shop().ask('GET', '/v1/orders/o-past/ledger')).body).toMatchObject({
      arithmetic: 'floor(270.00 × 0) = 0',
    });
  });

  test('an adjustment is answered alike under its key, refused under it for another, and audited', async () => {
    const adjust = (points: number, key: string) =>
      shop().ask(
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
    expect(await shop().points('m-acts')).toMatchObject({ active: 0, lifetimeEarned: 21 });
    const month = shop().system.clock.iso().slice(0, 7);
    const audits = await Promise.all([0, 1, 2, 3].map((shard) => shop().partition(`AUDIT#${month}#${shard}`)));
    expect(audits.flat().map(({ action, subject, details }) => [action, subject, details])).toEqual(
      expect.arrayContaining([
        ['points.adjust', 'm-acts', expect.objectContaining({ points: -11, reason: 'goodwill' })],
        ['points.adjust', 'm-acts', expect.objectContaining({ points: -10 })],
      ]),
    );
    const ofMember = audits.flat().filter(({ subject }) => subject === 'm-acts');
    expect(ofMember).toHaveLength(2);
  });

  test('without an Idempotency-Key nothing that moves value is done', async () => {
    const answer = await shop().ask('POST', '/v1/members/m-acts/points/adjustments', { points: 5, reason: 'goodwill' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'IDEMPOTENCY_KEY_MISSING' } });
  });
}
