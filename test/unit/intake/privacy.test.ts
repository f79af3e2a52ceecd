import fc from 'fast-check';
import { expect, test } from 'vitest';
import { client, IDENTITY_TOKEN, orderCall, server, viewCall } from './calls.ts';
import { intakeWith } from './intake-ports.ts';

/** What leads to a person by itself: found in any text that travels. */
const ADDRESSES = [
  'qz7.lin@mail-qz7.example',
  'QZ7 Lin <qz7.lin@mail-qz7.example>',
  'write to qz7.lin@mail-qz7.example',
  'qz7.lin＠mail-qz7.example',
  'qz7.lin%40mail-qz7.example',
  '+8613800138777',
  '+86 138 0013 8777',
  'ring +86 138-0013-8777',
];
/** What is a person's by where it stands. */
const PERSONAL = [
  ...ADDRESSES,
  'QZ7 Lin',
  '13800138777',
  'Flat 7, 12 QZ7 Road',
  'for my dear QZ7',
  '李qz7雷',
  'Half QZ7 \ud83d',
];
const TRACES = /qz7|138[ -]?0013[ -]?8777/i;

/** Where texts of a person may stand: traits, the device's context, what a person typed, what nobody knows. */
const PRIVATE_PLACES = [
  ...[
    'name',
    'firstName',
    'email',
    'phone',
    'birthday',
    'address',
    'address.street',
    'description',
    'zzz',
    'createdAt',
  ].map((name) => `traits.${name}`),
  ...[
    'traits.email',
    'page.title',
    'page.url',
    'userAgent',
    'campaign.name',
    'ip',
    'timezone',
    'device.name',
    'zzz',
  ].map((name) => `context.${name}`),
  ...[
    'name',
    'query',
    'message',
    'recipient',
    'review_body',
    'url',
    'email',
    'note',
    'affiliation',
    'zzz.deep.deeper',
  ].map((name) => `properties.${name}`),
  ...['name', 'engraving', 'image_url', 'zzz.deep'].map((name) => `properties.products.0.${name}`),
  ...['traits', 'context', 'properties', 'name', 'timestamp', 'type', 'zzz', 'integrations.crm', 'sentAt'],
  ...['currency', 'products', 'products.0', 'products.0.quantity'].map((name) => `properties.${name}`),
  ...['backfill', 'identityToken'].map((name) => `context.${name}`),
];

/** Where digits alone are an amount, whosever number they are; all other texts are none, and stay behind. */
const AMOUNT_PLACES = ['revenue', 'total', 'products.0.price'].map((name) => `properties.${name}`);
const NO_AMOUNTS = PERSONAL.filter((text) => !/^\d+$/.test(text));

/** Where the name of a thing belongs, or an id: a text there travels, unless it is an address. */
const PUBLIC_PLACES = [
  ...['event', 'userId', 'anonymousId', 'previousId', 'groupId', 'messageId', 'traits.tags.0', 'traits.locale'],
  ...[
    'order_id',
    'refund_id',
    'coupon',
    'category',
    'brand',
    'variant',
    'share_via',
    'cart_id',
    'product_id',
    'box_id',
  ].map((name) => `properties.${name}`),
  ...['product_id', 'sku', 'line_id', 'category', 'brand'].map((name) => `properties.products.0.${name}`),
];

/** A text as it is, inside of something, or an address as what something is called. */
const anyWrapped = (text: string, isKey: boolean) =>
  fc.constantFrom<unknown>(
    text,
    [text],
    { inner: text },
    { inner: [{ text }] },
    ...(isKey ? [{ [text]: 'half \ud83d' }, { [text]: 1 }] : []),
  );

const anyPlanting = fc
  .oneof(
    fc.tuple(fc.constantFrom(...PRIVATE_PLACES), fc.constantFrom(...PERSONAL)),
    fc.tuple(fc.constantFrom(...AMOUNT_PLACES), fc.constantFrom(...NO_AMOUNTS)),
    fc.tuple(fc.constantFrom(...PUBLIC_PLACES), fc.constantFrom(...ADDRESSES)),
  )
  .chain(([place, text]) => anyWrapped(text, ADDRESSES.includes(text)).map((value) => ({ place, value })));

const products = [{ product_id: 'p-1', price: 1, quantity: 1 }];
const BASES = [
  orderCall({ products }),
  orderCall({ currency: undefined, products }, { event: 'Order Refunded' }),
  viewCall({ anonymousId: 'a-1', context: { identityToken: IDENTITY_TOKEN } }),
  viewCall({ event: 'Product Reviewed' }),
  viewCall({ event: 'Gift Wrapped', properties: { box_id: 'b-1' } }),
  viewCall({ event: 'Kite Flown' }),
  { type: 'identify', userId: 'm-1', traits: {}, context: { identityToken: IDENTITY_TOKEN } },
  { type: 'page', anonymousId: 'a-1', name: 'Home' },
  { type: 'screen', userId: 'm-1', name: 'Home' },
  { type: 'group', userId: 'm-1', groupId: 'g-1' },
  { type: 'alias', userId: 'm-1', previousId: 'a-1', context: { identityToken: IDENTITY_TOKEN } },
];

/** The call with a value at a place such as `traits.address.street`; what stands in the way gives way. */
function plant(call: object, place: string, value: unknown): object {
  const copy = structuredClone(call);
  const steps = place.split('.');
  const last = steps.pop() ?? '';
  let at = copy as Record<string, unknown>;
  for (const step of steps) {
    if (typeof at[step] !== 'object' || at[step] === null) at[step] = {};
    at = at[step] as Record<string, unknown>;
  }
  at[last] = value;
  return copy;
}

test('whatever a call says of a person, and wherever, none of it travels, is answered, or is kept as a rejection', async () => {
  const seen = { accepted: 0, rejected: 0, traits: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...BASES),
      fc.array(anyPlanting, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(server, client),
      async (base, plantings, sender) => {
        const { taken, told, kept, acceptEvents } = intakeWith();
        const call = plantings.reduce<object>((each, { place, value }) => plant(each, place, value), base);
        const answer = await acceptEvents([call, { ...call, messageId: undefined }], undefined, sender);
        expect(JSON.stringify([taken, answer, kept])).not.toMatch(TRACES);
        seen.accepted += answer.accepted;
        seen.rejected += answer.rejected.length;
        seen.traits += TRACES.test(JSON.stringify(told)) ? 1 : 0;
      },
    ),
    { numRuns: 10_000 },
  );
  // It says something only if all three were met.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(5);
});

test('what is told of a person is in the contact, and only there', async () => {
  const traits = { name: 'QZ7 Lin', email: 'qz7.lin@mail-qz7.example', phone: '138 0013 8777', birthday: '1971-03-14' };
  const { taken, told, acceptEvents } = intakeWith();
  await acceptEvents([{ type: 'identify', userId: 'm-1', traits }], undefined, server);
  expect(told[0]?.each[0]?.traits).toEqual({ ...traits, phone: '+8613800138777' });
  expect(taken[0]?.detail['facts']).toEqual({});
});

test('what is left out of a profile costs the event nothing', async () => {
  const { taken, acceptEvents } = intakeWith();
  const traits = {
    tags: ['vip', 'qz7.lin@mail-qz7.example', '', 7, 't'.repeat(65), 'vip'],
    locale: 'x',
    timezone: 'Mars',
  };
  const address = { country: 'cn', street: '12 QZ7 Road' };
  await acceptEvents([{ type: 'identify', userId: 'm-1', traits: { ...traits, address } }], undefined, server);
  expect(taken[0]?.detail['facts']).toEqual({ country: 'CN', tags: ['vip'] });
});
