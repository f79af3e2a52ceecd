import { expect, test } from 'vitest';
import { createAcceptEvents } from '../../../lambdas/intake/accept-events.ts';
import type { Bus, BusEntry } from '../../../lambdas/kernel/bus.ts';
import { BusyError } from '../../../lambdas/kernel/busy-error.ts';
import { orderCall, RECEIVED_AT } from './track-calls.ts';

function busThat(refusesPositions: readonly number[] = []) {
  const taken: BusEntry[] = [];
  const bus: Bus = {
    async put(entries) {
      taken.push(...entries.filter((_, position) => !refusesPositions.includes(position)));
      return refusesPositions;
    },
  };
  return { taken, acceptEvents: createAcceptEvents(bus, () => RECEIVED_AT) };
}

test('what is accepted is on the bus when the answer is given, under the name of the event', async () => {
  const { taken, acceptEvents } = busThat();
  expect(await acceptEvents([orderCall()], 'server')).toEqual({ success: true, accepted: 1, rejected: [] });
  expect(taken).toEqual([
    {
      source: 'holdfast.intake',
      name: 'Order Completed',
      detail: {
        type: 'track',
        event: 'Order Completed',
        messageId: 'message-1',
        userId: 'm-1',
        timestamp: '2026-02-03T04:00:00.000Z',
        receivedAt: '2026-02-03T04:05:06.007Z',
        properties: { order_id: 'o-1', currency: 'CNY', revenue: '128.50' },
      },
    },
  ]);
});

test('one bad item does not block the rest, and is named by its position', async () => {
  const { taken, acceptEvents } = busThat();
  const calls = [
    orderCall(),
    orderCall({ revenue: '-1' }, { messageId: 'message-2' }),
    { event: 'Kite Flown', userId: 'm' },
  ];
  expect(await acceptEvents(calls, 'server')).toEqual({
    success: true,
    accepted: 2,
    rejected: [
      {
        index: 1,
        code: 'AMOUNT_INVALID',
        messageId: 'message-2',
        path: '$.properties.revenue',
        expected: 'a decimal amount in CNY, not negative, with at most 2 decimals',
        given: '-1',
      },
    ],
  });
  expect(taken.map(({ name }) => name)).toEqual(['Order Completed', 'Kite Flown']);
});

test('an order with a client key is refused, and nothing gets on the bus', async () => {
  const { taken, acceptEvents } = busThat();
  const { accepted, rejected } = await acceptEvents([orderCall()], 'client');
  expect([accepted, rejected.map(({ code }) => code), taken]).toEqual([0, ['KEY_NOT_TRUSTED'], []]);
});

test('if the bus does not take an event the whole request is to come again', async () => {
  const { acceptEvents } = busThat([1]);
  const answer = acceptEvents([orderCall(), orderCall({ order_id: 'o-2' })], 'server');
  await expect(answer).rejects.toThrow(BusyError);
  await expect(answer).rejects.toThrow('the bus did not take 1 of 2 events');
});
