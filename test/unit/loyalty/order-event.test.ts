import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlatformEvent } from '../../../lambdas/kernel/platform-event.ts';
import { readPaidOrder, WHOLE_ORDER_LINE } from '../../../lambdas/loyalty/order-event.ts';
import { eventOf } from './orders.ts';

const read = (facts: PlatformEvent['facts'], changes: Partial<PlatformEvent> = {}) =>
  readPaidOrder('m-1', eventOf({ order_id: 'o-1', currency: 'CNY', ...facts }, changes), 'CNY');

const products = fc.array(
  fc.record({
    product_id: fc.constantFrom('tea', 'cup', 'jug'),
    quantity: fc.integer({ min: 0, max: 9 }),
    fen: fc.nat({ max: 99_999 }),
  }),
  { maxLength: 6 },
);
const yuan = (fen: number): string => (fen / 100).toFixed(2);

test('the lines add up to what was paid, whatever was taken off, and lines of one id are one', () => {
  fc.assert(
    fc.property(products, fc.nat({ max: 500_000 }), (sold, paid) => {
      const told = sold.map(({ fen, ...product }) => ({ ...product, price: yuan(fen) }));
      const order = read({ revenue: yuan(paid), products: told });
      if (!order.ok) throw new Error(order.refusal.code);
      const { lines } = order.value;
      expect(order.value.paid).toBe(paid);
      expect(lines.reduce((sum, line) => sum + line.paid, 0)).toBe(paid);
      expect(new Set(lines.map(({ lineId }) => lineId)).size).toBe(lines.length);
      const pieces = sold.reduce((sum, { quantity }) => sum + quantity, 0);
      expect(lines.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(sold.length === 0 ? 1 : pieces);
    }),
  );
});

test.each([
  { told: { revenue: '10', total: '20', subtotal: '30', value: '40' }, paid: 1_000 },
  { told: { total: '20.00', shipping: '5', tax: '1.50' }, paid: 1_350 },
  { told: { subtotal: '30', discount: 2.5 }, paid: 2_750 },
  { told: { value: 40 }, paid: 4_000 },
  {
    told: {
      products: [
        { product_id: 'tea', quantity: 3, price: '1.10' },
        { sku: 'cup', price: 2 },
      ],
    },
    paid: 530,
  },
  { told: { products: [{ product_id: 'tea', price: '1.10' }], discount: '0.10' }, paid: 100 },
  { told: {}, paid: 0 },
])('an order that tells $told was paid $paid fen', ({ told, paid }) => {
  expect(read(told)).toMatchObject({ ok: true, value: { paid } });
});

test('an order that says nothing of its lines is one line', () => {
  expect(read({ revenue: '10' })).toMatchObject({
    value: { lines: [{ lineId: WHOLE_ORDER_LINE, quantity: 1, paid: 1_000 }] },
  });
});

test('a discount of the order is spread over its lines by what they cost', () => {
  const order = read({
    revenue: '90',
    products: [
      { product_id: 'tea', quantity: 1, price: '75' },
      { product_id: 'cup', quantity: 5, price: '5' },
    ],
  });
  expect(order).toMatchObject({ value: { lines: [{ paid: 6_750 }, { paid: 2_250 }] } });
});

test.each([
  { told: { currency: 'USD', revenue: '1' }, code: 'CURRENCY_MISMATCH' },
  { told: { revenue: '1.234' }, code: 'AMOUNT_INVALID' },
  { told: { total: '1', shipping: '2' }, code: 'AMOUNT_INVALID' },
  { told: { products: [{ price: '90000000000000', quantity: 9_999 }] }, code: 'AMOUNT_INVALID' },
  { told: { order_id: undefined }, code: 'EVENT_INVALID' },
  { told: { products: 'tea' }, code: 'EVENT_INVALID' },
])('an order that tells $told is refused as $code', ({ told, code }) => {
  expect(read(told)).toMatchObject({ ok: false, refusal: { code } });
});

test('the digest depends on what an order says, not on the order of keys, nor on times or message ids', () => {
  const hashOf = (...told: Parameters<typeof read>) => {
    const order = read(...told);
    return order.ok ? order.value.causeHash : order.refusal.code;
  };
  fc.assert(
    fc.property(fc.jsonValue(), fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }), (note, at) => {
      const one = hashOf({ revenue: '1', note, coupon: 'c' });
      const again = hashOf({ coupon: 'c', note, revenue: '1' }, { timestamp: at.toISOString(), messageId: 'another' });
      expect(again).toBe(one);
      expect(hashOf({ revenue: '1', note, coupon: 'd' })).not.toBe(one);
    }),
  );
});
