import { expect, test } from 'vitest';
import { CALL_TYPES, type CallType } from '../../../lambdas/kernel/platform-event.ts';
import {
  accept,
  acceptedOf,
  client,
  eventOf,
  IDENTITY_TOKEN,
  orderCall,
  refusalOf,
  server,
  viewCall,
} from './calls.ts';

type Outcome = 'm-1' | 'visitor' | 'refused';

/** Whose event each type of call is, by what comes with it. */
const TABLE: readonly [
  CallType,
  { token: Outcome; tokenAlone: Outcome; noToken: Outcome; alone: Outcome; nobody: Outcome },
][] = [
  ['track', { token: 'm-1', tokenAlone: 'm-1', noToken: 'visitor', alone: 'refused', nobody: 'visitor' }],
  ['page', { token: 'm-1', tokenAlone: 'm-1', noToken: 'visitor', alone: 'refused', nobody: 'visitor' }],
  ['screen', { token: 'm-1', tokenAlone: 'm-1', noToken: 'visitor', alone: 'refused', nobody: 'visitor' }],
  // Without its member an identify and an alias say nothing: they do not become the visitor's.
  ['identify', { token: 'm-1', tokenAlone: 'm-1', noToken: 'refused', alone: 'refused', nobody: 'refused' }],
  ['alias', { token: 'm-1', tokenAlone: 'm-1', noToken: 'refused', alone: 'refused', nobody: 'refused' }],
  ['group', { token: 'refused', tokenAlone: 'refused', noToken: 'refused', alone: 'refused', nobody: 'refused' }],
];

const callOf = (type: CallType, call: object) => ({
  type,
  ...(type === 'track' ? { event: 'Product Viewed' } : {}),
  ...(type === 'alias' ? { previousId: 'a-1' } : {}),
  ...(type === 'group' ? { groupId: 'g-1' } : {}),
  ...call,
});

const outcomeOf = (type: CallType, call: object, sender = client): Outcome => {
  const result = accept(callOf(type, call), sender);
  if (!result.ok) return 'refused';
  expect(result.value.event.anonymousId).toBe((call as { anonymousId?: string }).anonymousId);
  return result.value.event.userId === undefined ? 'visitor' : 'm-1';
};

const vouched = { context: { identityToken: IDENTITY_TOKEN } };
const visitor = { anonymousId: 'a-1' };
const member = { userId: 'm-1' };

test.each(TABLE)('with a client key, whose %s it is depends on the token', (type, expected) => {
  expect({
    token: outcomeOf(type, { ...member, ...visitor, ...vouched }),
    tokenAlone: outcomeOf(type, { ...member, ...vouched }),
    noToken: outcomeOf(type, { ...member, ...visitor }),
    alone: outcomeOf(type, member),
    nobody: outcomeOf(type, visitor),
  }).toEqual(expected);
});

test.each(CALL_TYPES)('a token for one member vouches for no other: %s', (type) => {
  const isLink = ['identify', 'alias', 'group'].includes(type);
  const others = { userId: 'm-2', ...visitor, ...vouched };
  expect(outcomeOf(type, others)).toBe(isLink ? 'refused' : 'visitor');
  expect(outcomeOf(type, { ...others, anonymousId: undefined })).toBe('refused');
});

test.each(CALL_TYPES)('a server key is believed, with and without a token: %s', (type) => {
  expect(outcomeOf(type, { ...member, ...visitor }, server)).toBe('m-1');
  expect(outcomeOf(type, member, server)).toBe('m-1');
  expect(outcomeOf(type, { ...member, context: { identityToken: 'x' } }, server)).toBe('m-1');
  const needsMember = type === 'identify' || type === 'alias';
  expect(outcomeOf(type, visitor, server)).toBe(needsMember ? 'refused' : 'visitor');
});

test.each([
  ['an order', orderCall()],
  ['a refund', orderCall({}, { event: 'Order Refunded' })],
  ['a delivery', orderCall({}, { event: 'Order Delivered' })],
  ['a check-in', viewCall({ event: 'Event Checked In', properties: { event_id: 'e-1' } })],
  ['a review that earns', viewCall({ event: 'Product Reviewed' })],
  ['an event that the programme does not name', viewCall({ event: 'Kite Flown' })],
  ['a known event that the programme does not name', viewCall({ event: 'Ticket Resolved' })],
  ["somebody else's identify", { type: 'identify', userId: 'm-2', anonymousId: 'a-1', ...vouched }],
  ['an identify without a token', { type: 'identify', userId: 'm-1', anonymousId: 'a-1' }],
  ["somebody else's alias", { type: 'alias', userId: 'm-2', previousId: 'a-1', ...vouched }],
  ['a group', { type: 'group', userId: 'm-1', groupId: 'g-1', ...vouched }],
  ['an e-mail address', { type: 'identify', userId: 'm-1', traits: { email: 'lin@example.com' }, ...vouched }],
  ['tags', { type: 'identify', userId: 'm-1', traits: { tags: ['vip'] }, ...vouched }],
  ['traits of a page', { type: 'page', anonymousId: 'a-1', traits: { name: 'Lin' } }],
  ['an empty trait', { type: 'identify', userId: 'm-1', traits: { phone: '' }, ...vouched }],
  ['the past', viewCall({ anonymousId: 'a-1', context: { backfill: true } })],
  ['a token of another type', { type: 'alias', userId: 'm-1', previousId: 'a-1', context: { identityToken: '' } }],
])('%s of a client key is KEY_NOT_TRUSTED', (_, call) => {
  const refusal = refusalOf(call, client);
  expect(refusal).toMatchObject({ code: 'KEY_NOT_TRUSTED', given: 'a client key' });
  expect(JSON.stringify(refusal)).not.toMatch(/lin@|token-of/);
});

test('a client key tells of the device, and takes no trait of a person away', () => {
  const traits = { locale: 'zh-CN', timezone: 'Asia/Shanghai', email: null, phone: null };
  const accepted = acceptedOf({ type: 'identify', userId: 'm-1', traits, ...vouched }, client);
  expect(accepted.traits).toEqual({});
  expect(accepted.event.facts).toEqual({ locale: 'zh-CN', timeZone: 'Asia/Shanghai' });
  expect(acceptedOf({ type: 'identify', userId: 'm-1', traits }).traits).toEqual({ email: null, phone: null });
});

test('an event says that it came from a page, and never the token it came with', () => {
  const call = viewCall({ anonymousId: 'a-1', ...vouched });
  expect(eventOf(call, client).isFromClient).toBe(true);
  expect(eventOf(call).isFromClient).toBeUndefined();
  expect(JSON.stringify(eventOf(call, client))).not.toContain(IDENTITY_TOKEN);
});

test('a token that is too long to be one is refused, and not said back', () => {
  const context = { identityToken: 'f'.repeat(129) };
  expect(refusalOf(viewCall({ context }), client)).toMatchObject({
    path: '$.context.identityToken',
    given: 'a text of 129 characters',
  });
});
