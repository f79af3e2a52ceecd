import { acceptTrack, type TrackMessage, type TrackRefusal } from '../../../lambdas/intake/track-message.ts';
import type { ApiKeyKind } from '../../../lambdas/kernel/api-key.ts';

export const RECEIVED_AT = new Date('2026-02-03T04:05:06.007Z');

/** A track call of a paid order, with what a test changes in it. */
export function orderCall(
  properties: Readonly<Record<string, unknown>> = {},
  call: Readonly<Record<string, unknown>> = {},
) {
  return {
    type: 'track',
    event: 'Order Completed',
    userId: 'm-1',
    messageId: 'message-1',
    timestamp: '2026-02-03T04:00:00Z',
    properties: { order_id: 'o-1', currency: 'CNY', revenue: '128.50', ...properties },
    ...call,
  };
}

export function refusalOf(call: unknown, keyKind: ApiKeyKind = 'server'): TrackRefusal {
  const result = acceptTrack(call, RECEIVED_AT, keyKind);
  if (result.ok) throw new Error('the call was accepted');
  return result.refusal;
}

export function messageOf(call: unknown, keyKind: ApiKeyKind = 'server'): TrackMessage {
  const result = acceptTrack(call, RECEIVED_AT, keyKind);
  if (!result.ok) throw new Error(`the call was refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}
