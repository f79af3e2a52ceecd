import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acceptTrack } from '../../../lambdas/intake/track-message.ts';
import { calculateEarning } from '../../../lambdas/loyalty/order-earning.ts';
import { orderCompleted, readPaidOrder } from '../../../lambdas/loyalty/order-event.ts';
import { messageOf, orderCall, RECEIVED_AT, refusalOf } from './track-calls.ts';

const anyOrder = fc.record(
  {
    event: fc.constant('Order Completed'),
    userId: fc.oneof(fc.string({ unit: 'binary' }), fc.constant(null)),
    anonymousId: fc.oneof(fc.string(), fc.constant(null)),
    messageId: fc.string(),
    timestamp: fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.constantFrom('0000-01-01T00:00:00+14:00', '1969-12-31T23:59:59Z', '2026-02-03T05:05:06.007+00:00'),
    ),
    properties: fc.record(
      {
        order_id: fc.string(),
        currency: fc.constantFrom('CNY', 'JPY', 'KWD', 'RMB'),
        revenue: fc.oneof(fc.double(), fc.nat(), fc.nat().map(String), fc.string(), fc.constant(null)),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['event'] },
);

test('whatever is sent, it is accepted or refused with a path and what was expected, and never is a fault', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), anyOrder), (call) => {
      const result = acceptTrack(call, RECEIVED_AT, 'server');
      if (result.ok) return;
      expect(result.refusal.path).toMatch(/^\$/);
      expect(result.refusal.expected).not.toMatch(/^(Invalid input)?$/);
      expect(result.refusal.given.length).toBeLessThanOrEqual(80);
    }),
    { numRuns: 500 },
  );
});

test('whatever order is accepted, its consumer can read it: nothing that intake lets in is poison', () => {
  const settings = {
    currency: 'CNY',
    timeZone: 'Asia/Shanghai',
    pointsPerUnit: 1,
    returnWindowDays: 14,
    expiry: { kind: 'afterDays', days: 365 },
  } as const;
  fc.assert(
    fc.property(anyOrder, (call) => {
      const result = acceptTrack(JSON.parse(JSON.stringify(call)), RECEIVED_AT, 'server');
      fc.pre(result.ok);
      if (!result.ok) return;
      const order = readPaidOrder(orderCompleted.parse(JSON.parse(JSON.stringify(result.value))));
      if (order !== undefined) calculateEarning(order, settings, RECEIVED_AT);
    }),
  );
});

test('an accepted order travels as ids and facts, its instants in UTC', () => {
  expect(messageOf(orderCall({}, { timestamp: '2026-02-03T12:00:00+08:00', anonymousId: 'a-1' }))).toEqual({
    type: 'track',
    event: 'Order Completed',
    messageId: 'message-1',
    userId: 'm-1',
    anonymousId: 'a-1',
    timestamp: '2026-02-03T04:00:00.000Z',
    receivedAt: '2026-02-03T04:05:06.007Z',
    properties: { order_id: 'o-1', currency: 'CNY', revenue: '128.50' },
  });
});

test('traits, context and whatever else a call carries stay behind', () => {
  const personal = { email: 'lin@example.com', name: 'Lin Example' };
  const call = orderCall(
    {},
    { traits: personal, context: { traits: personal, ip: '192.0.2.7' }, email: personal.email },
  );
  expect(JSON.stringify(messageOf(call))).not.toMatch(/lin@example|Lin Example|192\.0\.2\.7/);
});

test.each([
  { wrong: 'no object', call: null, path: '$', expected: 'object', given: 'null' },
  { wrong: 'a list', call: [], path: '$', expected: 'object', given: '[]' },
  {
    wrong: 'no event',
    call: orderCall({}, { event: undefined }),
    path: '$.event',
    expected: 'string',
    given: 'nothing',
  },
  {
    wrong: 'an event of another type',
    call: orderCall({}, { event: 7 }),
    path: '$.event',
    expected: 'string',
    given: '7',
  },
  {
    wrong: 'an empty event',
    call: orderCall({}, { event: '' }),
    path: '$.event',
    expected: 'at least 1 characters',
    given: '""',
  },
  {
    wrong: 'nobody',
    call: orderCall({}, { userId: undefined }),
    path: '$.userId',
    expected: 'userId or anonymousId',
    given: 'nothing',
  },
  {
    wrong: 'a long user id',
    call: orderCall({}, { userId: 'm'.repeat(129) }),
    path: '$.userId',
    expected: 'at most 128 characters',
    given: `"${'m'.repeat(79)}`,
  },
  {
    wrong: 'a user id with half an emoji',
    call: orderCall({}, { userId: 'm-\uD83D' }),
    path: '$.userId',
    expected: 'text without lone surrogates',
    given: '"m-\\ud83d"',
  },
  {
    wrong: 'a date without a time',
    call: orderCall({}, { timestamp: '2026-02-03' }),
    path: '$.timestamp',
    expected: 'datetime as text',
    given: '"2026-02-03"',
  },
  {
    wrong: '30 February',
    call: orderCall({}, { timestamp: '2026-02-30T00:00:00Z' }),
    path: '$.timestamp',
    expected: 'datetime as text',
    given: '"2026-02-30T00:00:00Z"',
  },
  {
    wrong: 'a time before 1970',
    call: orderCall({}, { timestamp: '1969-12-31T23:59:59Z' }),
    path: '$.timestamp',
    expected: 'an instant since 1970',
    given: '1969-12-31T23:59:59Z',
  },
  {
    wrong: 'an order without an id',
    call: orderCall({ order_id: undefined }),
    path: '$.properties.order_id',
    expected: 'string',
    given: 'nothing',
  },
  {
    wrong: 'an order without properties',
    call: orderCall({}, { properties: null }),
    path: '$.properties.order_id',
    expected: 'string',
    given: 'nothing',
  },
  {
    wrong: 'a currency that there is not',
    call: orderCall({ currency: 'RMB' }),
    path: '$.properties.currency',
    expected: 'a currency of ISO 4217 such as CNY',
    given: '"RMB"',
  },
  {
    wrong: 'revenue of another type',
    call: orderCall({ revenue: true }),
    path: '$.properties.revenue',
    expected: 'string or number',
    given: 'true',
  },
])('$wrong is EVENT_INVALID at $path', ({ call, path, expected, given }) => {
  const messageId = call === null || Array.isArray(call) ? undefined : 'message-1';
  expect(refusalOf(call)).toEqual({ code: 'EVENT_INVALID', messageId, path, expected, given });
});

test.each(['-1', '1e3', '12.345', 0.1 + 0.2, 'NaN', ''])('revenue %j is AMOUNT_INVALID, and said back', (revenue) => {
  expect(refusalOf(orderCall({ revenue }))).toEqual({
    code: 'AMOUNT_INVALID',
    messageId: 'message-1',
    path: '$.properties.revenue',
    expected: 'a decimal amount in CNY, not negative, with at most 2 decimals',
    given: String(revenue),
  });
});

test('a timestamp may be up to an hour ahead, and not a millisecond more', () => {
  expect(messageOf(orderCall({}, { timestamp: '2026-02-03T05:05:06.007Z' })).timestamp).toBe(
    '2026-02-03T05:05:06.007Z',
  );
  expect(refusalOf(orderCall({}, { timestamp: '2026-02-03T05:05:06.008Z' }))).toMatchObject({
    code: 'TIMESTAMP_AHEAD',
    path: '$.timestamp',
    given: '2026-02-03T05:05:06.008Z',
  });
});

test('an event of years ago is accepted, at its own time', () => {
  expect(messageOf(orderCall({}, { timestamp: '2009-12-01T08:26:00Z' })).timestamp).toBe('2009-12-01T08:26:00.000Z');
});

test('without a timestamp an event happened when it was received', () => {
  expect(messageOf(orderCall({}, { timestamp: undefined })).timestamp).toBe(RECEIVED_AT.toISOString());
});

test('a missing messageId is made of the content: the same whenever it comes again, another for another call', () => {
  const call = orderCall({}, { messageId: undefined });
  const later = acceptTrack({ ...call }, new Date('2026-02-13T00:00:00Z'), 'server');
  const { messageId } = messageOf(call);
  expect(messageId).toMatch(/^content-[0-9a-f]{64}$/);
  expect(later).toMatchObject({ value: { messageId } });
  expect(messageOf(orderCall({ revenue: '128.51' }, { messageId: undefined })).messageId).not.toBe(messageId);
});

test('a client key, which anyone can read, sends no orders; an event that moves no value it may send', () => {
  expect(refusalOf(orderCall(), 'client')).toEqual({
    code: 'KEY_NOT_TRUSTED',
    messageId: 'message-1',
    path: '$.event',
    expected: 'a server key for events that move value',
    given: 'a client key',
  });
  expect(messageOf(orderCall({}, { event: 'Product Viewed' }), 'client').event).toBe('Product Viewed');
});

test('what is not called "Order Completed" letter by letter is no order, with either key', () => {
  for (const event of ['order completed', 'Order Completed ', 'Order  Completed']) {
    expect(messageOf({ event, userId: 'm-1' }, 'client')).toMatchObject({ event, properties: {} });
  }
});

test('an unknown event passes with whatever properties it has', () => {
  const call = {
    event: 'Kite Flown',
    anonymousId: 'a-1',
    userId: null,
    properties: { height_m: 120, with: ['a', null] },
  };
  const { userId, anonymousId, properties } = messageOf(call);
  expect([userId, anonymousId, properties]).toEqual([undefined, 'a-1', { height_m: 120, with: ['a', null] }]);
});

test('a key such as __proto__ in the properties changes nothing but itself', () => {
  const call = JSON.parse('{"event":"Kite Flown","userId":"m-1","properties":{"__proto__":{"isAdmin":true},"a":1}}');
  const { properties } = messageOf(call);
  expect(properties['isAdmin']).toBeUndefined();
  expect(Object.getPrototypeOf(properties)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
});

test('emoji, right-to-left text and a null byte in an id pass unchanged', () => {
  for (const userId of ['🧧', '👩‍👩‍👧', '\u202Em-1', 'm\u0000', 'Zoë'])
    expect(messageOf({ event: 'x', userId }).userId).toBe(userId);
});
