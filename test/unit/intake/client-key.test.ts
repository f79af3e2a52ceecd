import { expect, test } from 'vitest';
import { client, eventOf, IDENTITY_TOKEN, orderCall, refusalOf, viewCall } from './calls.ts';

/** Whoever it is: the token is right and the visitor known, so that nothing but the event itself can be refused. */
const vouched = { userId: 'm-1', anonymousId: 'a-1', context: { identityToken: IDENTITY_TOKEN } };

test.each([
  ['an order', orderCall({}, vouched)],
  ['a refund', orderCall({}, { ...vouched, event: 'Order Refunded' })],
  ['a delivery', orderCall({}, { ...vouched, event: 'Order Delivered' })],
  ['a check-in', viewCall({ ...vouched, event: 'Event Checked In', properties: { event_id: 'e-1' } })],
  ['a review that earns', viewCall({ ...vouched, event: 'Product Reviewed' })],
  ['an event that nobody knows', viewCall({ ...vouched, event: 'Kite Flown' })],
  ['an event named letter by letter otherwise', viewCall({ ...vouched, event: 'product viewed' })],
])('%s of a client key is refused for what it is, though its member is vouched for', (_, call) => {
  expect(refusalOf(call, client)).toMatchObject({ code: 'KEY_NOT_TRUSTED', path: '$.event', given: 'a client key' });
});

test('what the programme lets pages send is accepted, of the member and of the visitor', () => {
  for (const event of ['Product Viewed', 'Kite Seen']) {
    expect(eventOf(viewCall({ ...vouched, event }), client).userId).toBe('m-1');
    expect(eventOf(viewCall({ event, userId: undefined, anonymousId: 'a-1' }), client).userId).toBeUndefined();
  }
});

test('a client key does not speak of backfill at all, not even to deny it', () => {
  for (const backfill of [true, false]) {
    const call = viewCall({ ...vouched, context: { ...vouched.context, backfill } });
    expect(refusalOf(call, client)).toMatchObject({ code: 'KEY_NOT_TRUSTED', path: '$.context.backfill' });
  }
});

test('traits of a person are refused for what they are, though the member is vouched for', () => {
  const identify = (traits: object) => ({ type: 'identify', ...vouched, traits });
  for (const traits of [{ email: 'lin@example.com' }, { tags: ['vip'] }, { phone: '' }, { createdAt: '2020-01-01' }]) {
    expect(refusalOf(identify(traits), client)).toMatchObject({ code: 'KEY_NOT_TRUSTED', path: '$.traits' });
  }
});
