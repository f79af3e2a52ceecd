import { type AcceptedCall, acceptCall, type IntakeSettings } from '../../../lambdas/intake/accepted-call.ts';
import type { CallRefusal } from '../../../lambdas/intake/call.ts';
import type { Sender } from '../../../lambdas/intake/trust.ts';
import type { CallType } from '../../../lambdas/kernel/platform-event.ts';

export const RECEIVED_AT = new Date('2026-02-03T04:05:06.007Z');

/** A small programme: one action told by a server, one event of a page, one of the shop's own. */
export const settings: IntakeSettings = {
  country: 'CN',
  orderEvents: new Set(['Order Placed', 'Order Completed', 'Order Refunded', 'Order Delivered']),
  actions: new Set(['Event Checked In', 'Product Reviewed']),
  clientEvents: new Set(['Product Viewed', 'Kite Seen']),
  customEvents: new Map([['Gift Wrapped', ['box_id', 'festival']]]),
  actionProperties: new Map([['Product Reviewed', 'product_id']]),
};

export const server: Sender = { kind: 'server', vouchesFor: () => false };
/** A public key, with a token that vouches for `m-1` and nobody else. */
export const client: Sender = {
  kind: 'client',
  vouchesFor: (userId, token) => userId === 'm-1' && token === 'token-of-m-1',
};
export const IDENTITY_TOKEN = 'token-of-m-1';

type Fields = Readonly<Record<string, unknown>>;

/** A paid order, with what a test changes in it. */
export const orderCall = (properties: Fields = {}, call: Fields = {}) => ({
  type: 'track',
  event: 'Order Completed',
  userId: 'm-1',
  messageId: 'message-1',
  timestamp: '2026-02-03T04:00:00Z',
  properties: { order_id: 'o-1', currency: 'CNY', revenue: '128.50', ...properties },
  ...call,
});

/** A look at a product, with what a test changes in it. */
export const viewCall = (call: Fields = {}) => ({
  type: 'track',
  event: 'Product Viewed',
  userId: 'm-1',
  messageId: 'message-2',
  properties: { product_id: 'p-1' },
  ...call,
});

export const accept = (call: unknown, sender: Sender = server, type?: CallType, receivedAt = RECEIVED_AT) =>
  acceptCall(call, type, receivedAt, sender, settings);

export function acceptedOf(call: unknown, sender: Sender = server, type?: CallType): AcceptedCall {
  const result = accept(call, sender, type);
  if (!result.ok) throw new Error(`the call was refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

export const eventOf = (call: unknown, sender: Sender = server, type?: CallType) =>
  acceptedOf(call, sender, type).event;

export function refusalOf(call: unknown, sender: Sender = server, type?: CallType): CallRefusal {
  const result = accept(call, sender, type);
  if (result.ok) throw new Error('the call was accepted');
  return result.refusal;
}
