import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAmount } from '../../../lambdas/kernel/money.ts';
import { eventOf, orderCall, refusalOf } from './calls.ts';

const AMOUNTS = ['revenue', 'total', 'subtotal', 'value', 'shipping', 'tax', 'discount'] as const;
const factsOf = (properties: object, call: object = {}) => eventOf(orderCall({ ...properties }, { ...call })).facts;
const linesOf = (count: number) => Array.from({ length: count }, (_, index) => ({ sku: `${index}`, price: 1 }));

test('every amount that is exact in its currency is accepted as it came', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.constantFrom('JPY', 'CNY', 'KWD'), (minorUnits, currency) => {
      const revenue = formatAmount(minorUnits, currency);
      expect(factsOf({ currency, revenue })['revenue']).toBe(revenue);
    }),
  );
});

test.each([
  ['CNY', 'NaN'],
  ['CNY', 'Infinity'],
  ['CNY', '-0'],
  ['CNY', '-1'],
  ['CNY', -1],
  ['CNY', ''],
  ['CNY', ' 10'],
  ['CNY', '1e3'],
  ['CNY', 1e21],
  ['CNY', '1,000'],
  ['CNY', '10.'],
  ['CNY', '.5'],
  ['CNY', '0x10'],
  ['CNY', '１０'],
  ['CNY', 0.1 + 0.2],
  ['CNY', '12.345'],
  ['CNY', 12.345],
  ['CNY', '90071992547409.92'],
  ['JPY', '1.5'],
  ['JPY', 0.5],
  ['JPY', '9007199254740993'],
  ['JPY', 2 ** 53 + 1],
  ['KWD', '1.2345'],
])('in %s, %j is AMOUNT_INVALID for every amount and for the price of a line', (currency, given) => {
  for (const name of AMOUNTS) {
    expect(refusalOf(orderCall({ currency, revenue: 1, [name]: given }))).toMatchObject({
      code: 'AMOUNT_INVALID',
      path: `$.properties.${name}`,
    });
  }
  const products = [
    { sku: 's', price: 1 },
    { sku: 't', price: given },
  ];
  expect(refusalOf(orderCall({ currency, revenue: 1, products }))).toMatchObject({
    code: 'AMOUNT_INVALID',
    path: '$.properties.products.1.price',
  });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true, null, [1], { amount: 1 }])(
  '%j is no amount at all',
  (revenue) =>
    expect(refusalOf(orderCall({ revenue }))).toMatchObject({ code: 'EVENT_INVALID', path: '$.properties.revenue' }),
);

test.each([
  ['CNY', '10'],
  ['CNY', 10],
  ['CNY', '10.00'],
  ['CNY', '10.000'],
  ['CNY', 12.34],
  ['CNY', 0],
  ['CNY', '90071992547409.91'],
  ['JPY', '9007199254740991'],
  ['JPY', 2 ** 53 - 1],
  ['JPY', '10.0'],
  ['KWD', '1.234'],
])('in %s, %j is exact', (currency, revenue) => expect(factsOf({ currency, revenue })['revenue']).toBe(revenue));

test('minus zero, which JSON has as a number, travels as zero', () => {
  expect(JSON.stringify(factsOf(JSON.parse('{"revenue":-0}')))).toContain('"revenue":0');
});

test('of a wrong amount its digits are said back, and of a text that it was one', () => {
  const given = (revenue: unknown) => refusalOf(orderCall({ revenue })).given;
  expect(given('12.345')).toBe('12.345');
  expect(given(0.1 + 0.2)).toBe('0.30000000000000004');
  expect(given('Lin Example')).toBe('a text of 11 characters');
});

test('the amounts of a return without a currency are decimals, exact in whatever its order says', () => {
  const refund = (properties: object) =>
    orderCall({ currency: undefined, revenue: undefined, ...properties }, { event: 'Order Refunded' });
  expect(eventOf(refund({ total: '1.2345' })).facts).toEqual({ order_id: 'o-1', total: '1.2345' });
  expect(eventOf(refund({})).facts).toEqual({ order_id: 'o-1' });
  for (const total of ['-1', -1, 'NaN', '1e3', 1e21, 'Lin Example', '']) {
    expect(refusalOf(refund({ total }))).toMatchObject({ code: 'AMOUNT_INVALID', path: '$.properties.total' });
  }
});

test('a paid order says how much in which currency: by an amount, or by the price of every line', () => {
  const bare = (properties: object) => orderCall({ revenue: undefined, ...properties });
  expect(refusalOf(bare({}))).toMatchObject({ code: 'EVENT_INVALID', path: '$.properties.revenue', given: 'nothing' });
  expect(refusalOf(bare({ products: [] })).path).toBe('$.properties.revenue');
  expect(refusalOf(bare({ products: [{ sku: 's', price: 1 }, { sku: 't' }] })).path).toBe('$.properties.revenue');
  expect(refusalOf(bare({ shipping: 1, tax: 1, discount: 1 })).path).toBe('$.properties.revenue');
  expect(refusalOf(orderCall({ currency: undefined })).path).toBe('$.properties.currency');
  for (const properties of [{ total: 1 }, { subtotal: 1 }, { value: 0 }, { products: [{ sku: 's', price: 0 }] }]) {
    expect(eventOf(bare(properties)).class).toBe('value');
  }
});

test.each(['RMB', 'cny', 'XX', '', 'CNY '])('%j is no currency', (currency) => {
  expect(refusalOf(orderCall({ currency }))).toMatchObject({
    code: 'EVENT_INVALID',
    path: '$.properties.currency',
    expected: 'a currency of ISO 4217 such as CNY',
  });
});

test('an order has an id, and each of its lines something to find it by', () => {
  expect(refusalOf(orderCall({ order_id: undefined }))).toMatchObject({
    path: '$.properties.order_id',
    given: 'nothing',
  });
  expect(refusalOf(orderCall({}, { properties: null })).path).toBe('$.properties.order_id');
  expect(refusalOf(orderCall({ products: [{ sku: 's' }, { name: 'Kite' }] }))).toMatchObject({
    path: '$.properties.products.1.product_id',
  });
});

test('pieces of a line are whole and at least one', () => {
  for (const quantity of [0, -1, 1.5, '2', 1_000_001, 1e21]) {
    const refusal = refusalOf(orderCall({ products: [{ sku: 's', quantity }] }));
    expect(refusal).toMatchObject({ code: 'EVENT_INVALID', path: '$.properties.products.0.quantity' });
  }
  expect(factsOf({ products: [{ sku: 's', quantity: 1_000_000 }] })['products']).toEqual([
    { sku: 's', quantity: 1_000_000 },
  ]);
});

test('an order of 5,000 lines is accepted, and one of 5,001 refused', () => {
  expect(factsOf({ products: linesOf(5_000) })['products']).toHaveLength(5_000);
  expect(refusalOf(orderCall({ products: linesOf(5_001) }))).toMatchObject({
    code: 'EVENT_INVALID',
    path: '$.properties.products',
    expected: 'at most 5000 elements',
    given: 'a list of 5001',
  });
});

test('of a line travel its ids, pieces, price, category and brand; its name and all else stay behind', () => {
  const line = {
    product_id: 'p',
    sku: 's',
    line_id: 'l',
    quantity: 2,
    price: '1.50',
    category: 'Kites',
    brand: 'Wind',
  };
  const given = { ...line, name: 'For Lin', image_url: 'https://x.test/1.png', engraving: 'Lin', variant: null };
  expect(factsOf({ products: [given, { sku: 't', category: null, brand: null }] })['products']).toEqual([
    line,
    { sku: 't' },
  ]);
  expect(factsOf({ coupon: null, note: 'ring twice', recipient: { name: 'Lin' }, checkout_id: 'c' })).toEqual({
    order_id: 'o-1',
    currency: 'CNY',
    revenue: '128.50',
  });
});
