import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Shop, startSystem } from './shop.ts';

/** Values of a person that does not exist, each easy to find again. */
const PERSON = {
  name: 'Zhang Wei-Seeded',
  firstName: 'Wei-Seeded',
  email: 'zhang.wei.seeded@shop.example',
  phone: '+8613812345678',
  street: '88 Seeded Road',
  birthday: '1987-06-05',
  text: 'seeded words that a person typed',
} as const;

const SEEDS = Object.values(PERSON);

let shop: Shop;
const delivered: string[] = [];

beforeAll(async () => {
  shop = new Shop(await startSystem());
  for (const bus of shop.system.runtime.buses) {
    const put = bus.put.bind(bus);
    vi.spyOn(bus, 'put').mockImplementation((entry) => {
      delivered.push(JSON.stringify(entry));
      return put(entry);
    });
  }
  for (const queue of shop.system.runtime.queues) {
    const send = queue.send.bind(queue);
    vi.spyOn(queue, 'send').mockImplementation((...message: Parameters<typeof send>) => {
      delivered.push(JSON.stringify(message));
      return send(...message);
    });
  }
});

afterAll(() => shop.close());

/** Personal values wherever a platform may put them. */
const everywhere = (call: object) => ({
  ...call,
  ...PERSON,
  traits: { ...PERSON, address: { street: PERSON.street, city: 'Suzhou' }, company: { name: PERSON.name } },
  context: {
    ip: '203.0.113.77',
    page: { url: `https://shop.example/?email=${PERSON.email}`, title: PERSON.name },
    traits: PERSON,
  },
});

const personal = {
  ...PERSON,
  query: PERSON.text,
  review_body: PERSON.text,
  recipient: PERSON.email,
  share_message: PERSON.text,
  shipping_address: { street: PERSON.street },
  coupon: PERSON.email,
};

const order = (orderId: string) => ({
  ...personal,
  order_id: orderId,
  currency: 'CNY',
  revenue: '88.00',
  coupon: undefined,
  products: [
    { product_id: 'mug', name: `Mug for ${PERSON.name}`, engraving: PERSON.text, quantity: 1, price: '88.00' },
  ],
});

test('nothing of a person that is seeded into events is found on the bus, in queues, logs, answers or the archive', async () => {
  const track = (event: string, properties: object = personal) =>
    everywhere({ type: 'track', event, userId: 'm-private', properties });
  const answer = await shop.track(
    everywhere({ type: 'identify', userId: 'm-private', anonymousId: 'visitor-private' }),
    track('Order Completed', order('o-private')),
    track('Order Returned', { ...order('o-private'), return_id: 'r-1' }),
    // Refused by their meaning: another currency, the same order otherwise.
    track('Order Completed', { ...order('o-usd'), currency: 'USD' }),
    track('Order Completed', { ...order('o-private'), revenue: '99.00' }),
    ...['Product Reviewed', 'Product Shared', 'Products Searched', 'Gift Wrapped', 'Kite Flown'].map((name) =>
      track(name),
    ),
    everywhere({ type: 'page', userId: 'm-private', name: 'Home', properties: personal }),
    everywhere({ type: 'screen', anonymousId: 'visitor-private-2', name: PERSON.email }),
    everywhere({ type: 'group', userId: 'm-private', groupId: 'g-1' }),
    // Refused at the door.
    everywhere({ type: 'track', event: 'Checked In', userId: PERSON.email }),
    { type: 'identify', userId: 'm-private', traits: { email: PERSON.text, phone: PERSON.name } },
    everywhere({
      type: 'track',
      event: 'Order Completed',
      userId: 'm-private',
      properties: { order_id: PERSON.email },
    }),
  );
  await shop.advanceDays(15);
  expect(answer).toMatchObject({ accepted: 13 });
  expect(delivered.length).toBeGreaterThan(30);
  const archive = await shop.ask('GET', '/_local/archive');
  expect(archive.body['events']).not.toEqual([]);
  const rejections = await shop.ask('GET', '/v1/reports/rejections?limit=100');
  const left = shop.system.runtime.queues.flatMap((queue) => queue.contents());
  const places = { delivered, answer, archive, rejections, left, logs: shop.system.logs.lines() };
  for (const [place, contents] of Object.entries(places)) {
    const text = JSON.stringify(contents);
    expect({ place, found: SEEDS.filter((seed) => text.includes(seed)) }).toEqual({ place, found: [] });
  }
});

test('of the member’s items only the contact knows the person', async () => {
  const items = await shop.items('m-private');
  const knowing = items.filter((item) => SEEDS.some((seed) => JSON.stringify(item).includes(seed)));
  expect(knowing.map(({ SK }) => SK)).toEqual(['CONTACT']);
});

test('a key that may not see the person is shown what is coarse', async () => {
  const made = await shop.ask('POST', '/v1/keys', { kind: 'operator', scopes: ['read'] });
  const authorization = `Bearer ${made.body['secret']}`;
  const { body } = await shop.ask('GET', '/v1/members/m-private', undefined, { authorization });
  expect(SEEDS.filter((seed) => JSON.stringify(body).includes(seed))).toEqual([]);
  expect(body).toMatchObject({ memberId: 'm-private', ageBand: '30-39' });
});
