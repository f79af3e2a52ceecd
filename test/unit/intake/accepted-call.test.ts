import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CALL_TYPES, platformEvent } from '../../../lambdas/kernel/platform-event.ts';
import { readPaidOrder } from '../../../lambdas/loyalty/order-event.ts';
import { readOrderReturn } from '../../../lambdas/loyalty/order-return.ts';
import { accept, acceptedOf, eventOf, orderCall, RECEIVED_AT, refusalOf, viewCall } from './calls.ts';

const anyId = fc.oneof(fc.string({ unit: 'binary', maxLength: 140 }), fc.constantFrom('m-1', '', null, 7, 'a@b.co'));
const anyAmount = fc.oneof(fc.double(), fc.nat(), fc.nat().map(String), fc.string(), fc.constantFrom(null, 1e21, -0));
const anyTime = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom('0000-01-01T00:00:00+14:00', '1969-12-31T23:59:59Z', '2026-02-03T05:05:06.007+00:00', '', null),
);
const anyProduct = fc.record(
  { product_id: anyId, sku: fc.string(), price: anyAmount, quantity: fc.oneof(fc.integer(), fc.double()) },
  { requiredKeys: [] },
);
const anyOrder = fc.record(
  {
    order_id: fc.oneof(fc.string(), fc.constant('o-1')),
    currency: fc.constantFrom('CNY', 'CNY', 'JPY', 'KWD', 'RMB'),
    revenue: anyAmount,
    total: anyAmount,
    discount: anyAmount,
    products: fc.oneof(fc.array(anyProduct, { maxLength: 3 }), fc.constant({})),
  },
  { requiredKeys: ['order_id'] },
);
const anyCall = fc.record(
  {
    type: fc.constantFrom(...CALL_TYPES, 'batch'),
    event: fc.oneof(fc.constantFrom('Order Completed', 'Order Refunded', 'Product Reviewed', 'Gift Wrapped'), anyId),
    name: fc.string(),
    userId: anyId,
    anonymousId: anyId,
    previousId: anyId,
    groupId: anyId,
    messageId: anyId,
    timestamp: anyTime,
    properties: fc.oneof(anyOrder, fc.jsonValue()),
    traits: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
    context: fc.oneof(fc.record({ backfill: fc.boolean() }), fc.jsonValue()),
  },
  { requiredKeys: ['type'] },
);

test('whatever is sent, it is an event that its consumers can read, or a refusal that says where and why', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), anyCall), (call) => {
      const result = accept(call);
      if (result.ok) {
        const { event } = result.value;
        expect(platformEvent.parse(JSON.parse(JSON.stringify(event)))).toEqual(JSON.parse(JSON.stringify(event)));
        return;
      }
      expect(result.refusal.path).toMatch(/^\$/);
      expect(result.refusal.expected).not.toMatch(/^(Invalid input)?$/);
      expect(result.refusal.given).not.toBe('');
    }),
    { numRuns: 2_000 },
  );
});

test('whatever order or return is accepted, the ledger reads it or refuses it: nothing that is let in is poison', () => {
  const anyOrderCall = fc.record({
    event: fc.constantFrom('Order Completed', 'Order Refunded'),
    properties: anyOrder,
  });
  let readCount = 0;
  fc.assert(
    fc.property(anyOrderCall, ({ event, properties }) => {
      const result = accept(JSON.parse(JSON.stringify(orderCall({}, { event, properties }))));
      if (!result.ok) return;
      readCount += 1;
      const sent = platformEvent.parse(JSON.parse(JSON.stringify(result.value.event)));
      const read = event === 'Order Completed' ? readPaidOrder('m-1', sent, 'CNY') : readOrderReturn(sent, 'CNY');
      if (!read.ok) expect(read.refusal.code).toMatch(/^(CURRENCY_MISMATCH|AMOUNT_INVALID|EVENT_INVALID)$/);
    }),
    { numRuns: 2_000 },
  );
  expect(readCount).toBeGreaterThan(50);
});

test('a paid order travels as ids and facts, its instants in UTC', () => {
  expect(acceptedOf(orderCall({}, { timestamp: '2026-02-03T12:00:00+08:00', anonymousId: 'a-1' }))).toEqual({
    event: {
      type: 'track',
      event: 'Order Completed',
      class: 'value',
      messageId: 'message-1',
      userId: 'm-1',
      anonymousId: 'a-1',
      timestamp: '2026-02-03T04:00:00.000Z',
      receivedAt: '2026-02-03T04:05:06.007Z',
      facts: { order_id: 'o-1', currency: 'CNY', revenue: '128.50' },
    },
    traits: {},
    place: {},
    isUnknown: false,
  });
});

test.each([
  [{ type: 'identify', userId: 'm-1', traits: { locale: 'zh_CN' } }, 'identify', { locale: 'zh-CN' }],
  [{ type: 'page', anonymousId: 'a-1', name: 'Home', properties: { url: 'https://x.test' } }, 'page', {}],
  [{ type: 'screen', anonymousId: 'a-1', name: 'Cart' }, 'screen', {}],
  [{ type: 'group', userId: 'm-1', groupId: 'g-1', traits: { name: 'Kites' } }, 'group', { groupId: 'g-1' }],
  [{ type: 'alias', userId: 'm-1', previousId: 'a-1' }, 'alias', { previousId: 'a-1' }],
  [viewCall(), 'Product Viewed', { product_id: 'p-1' }],
  [{ type: 'track', event: 'Kite Flown', userId: 'm-1', properties: { height_m: 120 } }, 'Kite Flown', {}],
  [
    { type: 'track', event: 'Gift Wrapped', userId: 'm-1', properties: { box_id: 'b', note: 'For you' } },
    'Gift Wrapped',
    { box_id: 'b' },
  ],
])('of %j travels the name and what is said of things', (call, name, facts) => {
  expect(eventOf(call)).toMatchObject({ event: name, class: 'activity', facts });
  expect(eventOf(call).facts).toEqual(facts);
});

test('a call says its type unless its route does, and then the route counts', () => {
  const { type: _, ...untyped } = viewCall();
  expect(eventOf(untyped, undefined, 'track').type).toBe('track');
  expect(eventOf({ ...untyped, type: 'screen' }, undefined, 'track').type).toBe('track');
  expect(refusalOf(untyped)).toMatchObject({ code: 'EVENT_INVALID', path: '$.type' });
  expect(refusalOf({ ...untyped, type: 'batch' })).toMatchObject({ code: 'EVENT_INVALID', path: '$.type' });
});

test.each([
  ['nobody', viewCall({ userId: undefined }), '$.userId'],
  ['a name', viewCall({ event: undefined }), '$.event'],
  ['the member of an identify', { type: 'identify', anonymousId: 'a-1' }, '$.userId'],
  ['the member of an alias', { type: 'alias', anonymousId: 'a-1', previousId: 'a-1' }, '$.userId'],
  ['the member of a ticket', viewCall({ event: 'Ticket Opened', userId: null, anonymousId: 'a-1' }), '$.userId'],
  ['the visitor of an alias', { type: 'alias', userId: 'm-1' }, '$.previousId'],
  ['the group', { type: 'group', userId: 'm-1' }, '$.groupId'],
])('a call without %s is refused there', (_, call, path) => {
  expect(refusalOf(call)).toMatchObject({ code: 'EVENT_INVALID', path, given: 'nothing' });
});

test.each([null, [], [viewCall()], 7, 'text', true])('an item that is %j is no call', (call) => {
  expect(refusalOf(call)).toMatchObject({ code: 'EVENT_INVALID', messageId: undefined, path: '$', expected: 'object' });
});

test('an event that neither the specification nor the programme has is kept by its name, and counted', () => {
  expect(acceptedOf(viewCall({ event: 'Kite Flown' })).isUnknown).toBe(true);
  // What is not the name letter by letter is another event: no order, no points.
  for (const event of ['order completed', 'Order Completed ', 'Order  Completed']) {
    expect(acceptedOf(viewCall({ event }))).toMatchObject({ isUnknown: true, event: { class: 'activity', facts: {} } });
  }
  for (const event of ['Product Viewed', 'Gift Wrapped', 'Event Checked In']) {
    expect(acceptedOf(viewCall({ event })).isUnknown).toBe(false);
  }
  expect(acceptedOf({ type: 'page', userId: 'm-1' }).isUnknown).toBe(false);
});

test('orders and what earns points are value; all else is activity', () => {
  expect(eventOf(orderCall()).class).toBe('value');
  expect(eventOf(viewCall({ event: 'Event Checked In', properties: { event_id: 'e' } })).class).toBe('value');
  expect(eventOf(viewCall()).class).toBe('activity');
});

test('an event of 256 KB passes, as it is kept; one byte more is EVENT_TOO_LARGE', () => {
  const callOf = (bytes: number) => {
    const bare = Buffer.byteLength(JSON.stringify(viewCall({ context: { page: '' } })));
    return viewCall({ context: { page: 'x'.repeat(bytes - bare) } });
  };
  expect(Buffer.byteLength(JSON.stringify(callOf(262_144)))).toBe(262_144);
  expect(eventOf(callOf(262_144)).facts).toEqual({ product_id: 'p-1' });
  expect(refusalOf(callOf(262_145))).toEqual({
    code: 'EVENT_TOO_LARGE',
    messageId: 'message-2',
    path: '$',
    expected: 'at most 262144 bytes an event',
    given: '262145 bytes',
  });
});

test('bytes are counted, not characters', () => {
  expect(refusalOf(viewCall({ context: { page: '李'.repeat(90_000) } })).code).toBe('EVENT_TOO_LARGE');
});

test('what travels leaves the bus and a queue room for their envelopes', () => {
  // Ids of 128 characters in three bytes each: within 256 KB as it came, and too much for an entry of the bus.
  const products = Array.from({ length: 620 }, (_, index) => ({ product_id: `${index}${'李'.repeat(125)}`, price: 1 }));
  const refusal = refusalOf(orderCall({ products }));
  expect(refusal).toMatchObject({ code: 'EVENT_TOO_LARGE', expected: 'at most 235520 bytes an event' });
});

test('a text of the longest event is judged at once: no pattern runs away', () => {
  const long = ['a'.repeat(250_000), '%40a'.repeat(60_000), `a@${'a.'.repeat(120_000)}@`, `+${'1'.repeat(250_000)}`];
  const startedMs = performance.now();
  for (const text of long) {
    for (const place of ['userId', 'event', 'messageId', 'name']) accept(viewCall({ [place]: text }));
    accept(orderCall({ coupon: text, order_id: text, revenue: text, currency: text }));
    accept({ type: 'identify', userId: 'm-1', traits: { email: text, phone: text, birthday: text, tags: [text] } });
    accept({ type: 'identify', userId: 'm-1', traits: { [text]: 1, locale: text, timezone: text, createdAt: text } });
  }
  // Quadratic patterns took a minute for each; the whole takes a tenth of a second.
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});

test('receivedAt is when it came, whatever the call says', () => {
  expect(eventOf(viewCall({ receivedAt: '2020-01-01T00:00:00Z' })).receivedAt).toBe(RECEIVED_AT.toISOString());
});
