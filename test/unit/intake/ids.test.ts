import { expect, test } from 'vitest';
import { accept, eventOf, orderCall, RECEIVED_AT, refusalOf, server, viewCall } from './calls.ts';

const ID_PLACES = ['userId', 'anonymousId', 'messageId'] as const;

test.each(ID_PLACES)('%s is one id in NFC and NFD, with or without control characters', (place) => {
  const idOf = (id: string) => eventOf(viewCall({ [place]: id }))[place];
  expect(new Set(['Zo\u00eb', 'Zoe\u0308', 'Zo\u0000\u00eb', '\u0007Zoe\u0308\u0085'].map(idOf))).toEqual(
    new Set(['Zo\u00eb']),
  );
});

test.each(ID_PLACES)('%s holds 128 characters, as they are kept, and not one more', (place) => {
  expect(eventOf(viewCall({ [place]: 'm'.repeat(128) }))[place]).toHaveLength(128);
  // Composed it is 128 characters, though it came as 256.
  expect(eventOf(viewCall({ [place]: 'e\u0308'.repeat(128) }))[place]).toBe('\u00eb'.repeat(128));
  expect(refusalOf(viewCall({ [place]: 'm'.repeat(129) }))).toMatchObject({
    code: 'EVENT_INVALID',
    path: `$.${place}`,
    expected: 'at most 128 characters',
    given: 'a text of 129 characters',
  });
});

test('an id of which nothing is left is none', () => {
  expect(refusalOf(viewCall({ userId: '\u0000\u0001' }))).toMatchObject({
    path: '$.userId',
    given: 'a text of 0 characters',
  });
});

test('emoji, right-to-left text and Chinese are ids like others', () => {
  for (const userId of ['🧧', '👩‍👩‍👧', '\u202em-1', '会员一号', 'a#b/c?d'])
    expect(eventOf(viewCall({ userId })).userId).toBe(userId);
});

test.each([
  ['userId', viewCall({ userId: 'm-\ud83d' })],
  ['messageId', viewCall({ messageId: 'm-\ud83d' })],
  ['properties.note', viewCall({ properties: { note: '\ude00' } })],
])('half an emoji in %s is refused, and no id is made of it', (place, call) => {
  const refusal = refusalOf(call);
  expect(refusal).toMatchObject({
    path: `$.${place}`,
    expected: 'text without lone surrogates',
    given: 'a lone surrogate',
  });
  expect(refusal.messageId).toBe(place === 'messageId' ? undefined : 'message-2');
});

test.each(['__proto__', 'constructor', 'prototype'])(
  'a key %s is refused wherever it stands, and changes nothing',
  (key) => {
    for (const wrap of [
      (inner: string) => inner,
      (inner: string) => `{"userId":"m-1","event":"x","traits":${inner}}`,
      (inner: string) => `{"userId":"m-1","event":"x","properties":{"products":[{"a":[${inner}]}]}}`,
      (inner: string) => `{"userId":"m-1","event":"x","context":{"traits":{"b":${inner}}}}`,
    ]) {
      const call = JSON.parse(wrap(`{"${key}":{"isAdmin":true}}`));
      expect(refusalOf(call, server, 'track')).toMatchObject({
        code: 'EVENT_INVALID',
        expected: 'keys that name a property',
      });
    }
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  },
);

const EMAILS = [
  'lin@example.com',
  'Lin <lin@example.com>',
  'm-lin@example.co.uk-1',
  'lin＠example.com',
  'lin%40example.com',
];

test.each(EMAILS)('%s is no id anywhere, and is not said back', (email) => {
  const calls = [
    ...['userId', 'anonymousId', 'messageId', 'previousId', 'groupId', 'event'].map((place) =>
      viewCall({ [place]: email }),
    ),
    ...['order_id', 'refund_id', 'return_id'].map((place) => orderCall({ [place]: email })),
    ...['line_id', 'product_id', 'sku'].map((place) => orderCall({ products: [{ product_id: 'p', [place]: email }] })),
  ];
  for (const call of calls) {
    const refusal = refusalOf(call);
    expect(refusal).toMatchObject({ code: 'EVENT_INVALID', given: `a text of ${email.length} characters` });
    expect(JSON.stringify(refusal)).not.toMatch(/example/);
  }
});

test.each(EMAILS)('an order with %s for a coupon, category or brand is taken without it', (email) => {
  const product = { product_id: 'p', quantity: 1, price: '1.00', category: email, brand: email };
  const { facts } = eventOf(orderCall({ coupon: email, products: [product] }));
  expect(facts).toMatchObject({ order_id: 'o-1', products: [{ product_id: 'p' }] });
  expect(JSON.stringify(facts)).not.toMatch(/example/);
});

test('a number is an id too: 1001 and "1001" are one', () => {
  expect(eventOf(viewCall({ userId: 1001 })).userId).toBe('1001');
  expect(eventOf(orderCall({ order_id: 5_000_123, products: [{ product_id: 7, price: '1' }] })).facts).toMatchObject({
    order_id: '5000123',
    products: [{ product_id: '7' }],
  });
  expect(refusalOf(viewCall({ userId: true, messageId: 77 })).messageId).toBe('77');
  for (const userId of [1.5, Number.MAX_SAFE_INTEGER + 1, true, {}, []]) {
    expect(refusalOf(viewCall({ userId })).path).toBe('$.userId');
  }
});

test('a phone number with its country is no id; digits alone may be one', () => {
  for (const userId of ['+8613800138000', '+1 (415) 555-2671', '+44 7911 123456']) {
    expect(refusalOf(viewCall({ userId })).path).toBe('$.userId');
  }
  for (const userId of ['13800138000', 'a+12345678', '4006381333931', 'x+8613800138000']) {
    expect(eventOf(viewCall({ userId })).userId).toBe(userId);
  }
});

test('what only has an @ is an id: a handle, a version, a package', () => {
  for (const userId of ['@lin', 'lin@', 'kite@2', '@scope/kite'])
    expect(eventOf(viewCall({ userId })).userId).toBe(userId);
});

test('without a messageId a call has the one that its content makes: sent again it is the same, changed another', () => {
  const call = orderCall({}, { messageId: undefined });
  const idOf = (each: unknown, at = RECEIVED_AT) => {
    const result = accept(each, server, undefined, at);
    return result.ok ? result.value.event.messageId : undefined;
  };
  const first = idOf(call);
  expect(first).toMatch(/^content-[0-9a-f]{64}$/);
  expect(idOf(Object.fromEntries(Object.entries(call).reverse()), new Date('2026-02-13T00:00:00Z'))).toBe(first);
  expect(idOf(orderCall({ revenue: '128.51' }, { messageId: undefined }))).not.toBe(first);
  expect(idOf({ ...call, userId: 'm-2' })).not.toBe(first);
  expect(idOf({ ...call, context: { page: 'x' } })).not.toBe(first);
});

test('without a timestamp too, a call of the same content is the same for that day, and another the next', () => {
  const idAt = (instant: string) => {
    const result = accept(viewCall({ messageId: undefined }), server, undefined, new Date(instant));
    return result.ok ? result.value.event.messageId : undefined;
  };
  expect(idAt('2026-02-03T00:00:00.000Z')).toBe(idAt('2026-02-03T23:59:59.999Z'));
  expect(idAt('2026-02-04T00:00:00.000Z')).not.toBe(idAt('2026-02-03T23:59:59.999Z'));
});

test('the same name in both normal forms makes the same messageId', () => {
  const idOf = (name: string) => eventOf(orderCall({ coupon: name }, { messageId: undefined })).messageId;
  expect(idOf('Noe\u0308l')).toBe(idOf('No\u00ebl'));
});
