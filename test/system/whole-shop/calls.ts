let sequence = 0;

/** A track call with an id of its own, with what a test changes in it. */
export function track(userId: string, event: string, properties: object = {}, call: object = {}) {
  sequence += 1;
  return { type: 'track', userId, event, messageId: `whole-${sequence}`, properties, ...call };
}

/** An order of 270 CNY after a discount of 30, in two lines. */
export const TWO_LINES = {
  currency: 'CNY',
  revenue: '270.00',
  products: [
    { product_id: 'mug', quantity: 2, price: '100.00', category: 'cups', brand: 'Kiln' },
    { product_id: 'tea', quantity: 1, price: '100.00', category: 'tea' },
  ],
};
