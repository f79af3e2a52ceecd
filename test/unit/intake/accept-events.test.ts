import { expect, test } from 'vitest';
import { BusyError } from '../../../lambdas/kernel/busy-error.ts';
import { platformEvent } from '../../../lambdas/kernel/platform-event.ts';
import { client, IDENTITY_TOKEN, orderCall, server, viewCall } from './calls.ts';
import { intakeWith } from './intake-ports.ts';

const identify = (userId: string, traits: object, call: object = {}) => ({ type: 'identify', userId, traits, ...call });

test('what is accepted is on the bus when the answer is given, under the name of the event', async () => {
  const { taken, acceptEvents } = intakeWith();
  expect(await acceptEvents([orderCall()], undefined, server)).toEqual({ success: true, accepted: 1, rejected: [] });
  expect(taken.map(({ source, name }) => [source, name])).toEqual([['holdfast.intake', 'Order Completed']]);
  expect(platformEvent.parse(taken[0]?.detail)).toMatchObject({ messageId: 'message-1', class: 'value' });
});

test('one bad item among 500 does not block the rest, and is named by its position', async () => {
  const { taken, kept, acceptEvents } = intakeWith();
  const calls = Array.from({ length: 500 }, (_, index) => orderCall({ order_id: `o-${index}` }));
  const batch = calls.with(250, orderCall({ revenue: '-1' }, { messageId: 'bad' }));
  const answer = await acceptEvents(batch, undefined, server);
  expect(answer).toEqual({
    success: true,
    accepted: 499,
    rejected: [
      {
        index: 250,
        messageId: 'bad',
        code: 'AMOUNT_INVALID',
        path: '$.properties.revenue',
        expected: 'a decimal amount in CNY, not negative, with at most 2 decimals',
        given: '-1',
      },
    ],
  });
  expect([taken.length, kept.length]).toEqual([499, 1]);
});

test('items that are no calls are refused one by one', async () => {
  const { taken, acceptEvents } = intakeWith();
  const answer = await acceptEvents([null, 7, [viewCall()], 'text', viewCall(), {}], undefined, server);
  expect(answer.accepted).toBe(1);
  expect(answer.rejected.map(({ index, code }) => [index, code])).toEqual(
    [0, 1, 2, 3, 5].map((index) => [index, 'EVENT_INVALID']),
  );
  expect(taken).toHaveLength(1);
});

test('a batch of nothing is a success', async () => {
  expect(await intakeWith().acceptEvents([], undefined, server)).toEqual({ success: true, accepted: 0, rejected: [] });
});

test('an order with a client key is refused, and nothing changes', async () => {
  const { taken, told, acceptEvents } = intakeWith();
  const calls = [orderCall(), identify('m-1', { email: 'lin@example.com' }), viewCall({ event: 'Event Checked In' })];
  const { accepted, rejected } = await acceptEvents(calls, undefined, client);
  expect([accepted, rejected.map(({ code }) => code)]).toEqual([0, Array(3).fill('KEY_NOT_TRUSTED')]);
  expect([taken, told]).toEqual([[], []]);
});

test('what a batch tells of one member is one write, each at its own time', async () => {
  const { told, acceptEvents } = intakeWith();
  const first = { timestamp: '2026-02-01T00:00:00Z' };
  const calls = [
    identify('m-1', { name: 'Lin' }, first),
    identify('m-2', { name: 'Eve' }),
    identify('m-1', { name: 'Lin Wang' }),
    // Of things, of nobody, of a wrong form, and of nothing.
    viewCall({ traits: { name: 'Kite' } }),
    identify('m-1', { email: 'none' }),
    identify('m-3', { tags: ['vip'] }),
  ];
  await acceptEvents(calls, undefined, server);
  expect(told).toEqual([
    {
      memberId: 'm-1',
      each: [
        { memberId: 'm-1', traits: { name: 'Lin' }, place: {}, at: '2026-02-01T00:00:00.000Z' },
        { memberId: 'm-1', traits: { name: 'Lin Wang' }, place: {}, at: '2026-02-03T04:05:06.007Z' },
      ],
    },
    {
      memberId: 'm-2',
      each: [{ memberId: 'm-2', traits: { name: 'Eve' }, place: {}, at: '2026-02-03T04:05:06.007Z' }],
    },
  ]);
});

test('where a member lives is kept with what is told of it, and travels too', async () => {
  const { told, taken, acceptEvents } = intakeWith();
  const at = '2026-02-03T04:05:06.007Z';
  const zoned = identify('m-1', { timezone: 'Asia/Tokyo', timeZone: 'No/Where', address: { country: 'jp' } });
  await acceptEvents([zoned, identify('m-2', { timezone: 'No/Where' })], undefined, server);
  const place = { timeZone: { value: 'Asia/Tokyo', at }, country: { value: 'JP', at } };
  expect(told).toEqual([
    { memberId: 'm-1', each: [{ memberId: 'm-1', traits: { address: { country: 'jp' } }, place, at }] },
  ]);
  expect(taken[0]?.detail['facts']).toEqual({ timeZone: 'Asia/Tokyo', country: 'JP' });
});

test('the device of a member who is vouched for tells its zone to the contact as to the profile', async () => {
  const { told, acceptEvents } = intakeWith();
  const call = { type: 'identify', messageId: 'device', userId: 'm-1' };
  const context = { timezone: 'Asia/Tokyo', identityToken: IDENTITY_TOKEN };
  await acceptEvents([{ ...call, context }], undefined, client);
  expect(told[0]?.each[0]).toMatchObject({ traits: {}, place: { timeZone: { value: 'Asia/Tokyo' } } });
});

test('if the bus does not take an event the whole request is to come again', async () => {
  const { acceptEvents } = intakeWith({ busPositions: [1] });
  const answer = acceptEvents([orderCall(), orderCall({ order_id: 'o-2' })], undefined, server);
  await expect(answer).rejects.toThrow(BusyError);
  await expect(answer).rejects.toThrow('the bus did not take 1 of 2 events');
});

test('if a contact can not be written nothing is on the bus: an event never says more than is kept', async () => {
  const { taken, acceptEvents } = intakeWith({ contacts: new BusyError('the contact changed') });
  await expect(acceptEvents([identify('m-1', { name: 'Lin' })], undefined, server)).rejects.toThrow(BusyError);
  expect(taken).toEqual([]);
});

test('of what is refused, where and why is kept, and 25 of a request at most; the caller is told of all', async () => {
  const { kept, acceptEvents } = intakeWith();
  const calls = Array.from({ length: 30 }, (_, index) => viewCall({ userId: true, messageId: `bad-${index}` }));
  const { rejected } = await acceptEvents(calls, undefined, server);
  expect(rejected).toHaveLength(30);
  expect(kept).toHaveLength(25);
  expect(kept[0]).toEqual({
    memberId: undefined,
    messageId: 'bad-0',
    eventName: 'Product Viewed',
    code: 'EVENT_INVALID',
    details: { path: '$.userId', expected: 'string or number' },
  });
});

test('a refused call without an id of its own has that of its content: sent again it is kept once', async () => {
  const { kept, acceptEvents } = intakeWith();
  for (const messageId of [undefined, null, '', true, 'lin@example.com', 'm-\ud83d', 'm'.repeat(129)]) {
    const call = orderCall({ revenue: '-1' }, { messageId });
    const { rejected } = await acceptEvents([call, call], undefined, server);
    expect(rejected[0]?.messageId).toBeUndefined();
    const ids = kept.splice(0).map((rejection) => rejection.messageId);
    expect(ids[0]).toMatch(/^content-[0-9a-f]{64}$/);
    expect(new Set(ids).size).toBe(1);
  }
});

test('the name of a refused event is kept as other texts are, and one that is no name is not', async () => {
  const { kept, acceptEvents } = intakeWith();
  const names = ['Kite\u0000 Flown', '', 'lin@example.com subscribed', 'k'.repeat(129), 'half \ud83d', 7, undefined];
  await acceptEvents(
    names.map((event) => viewCall({ event, userId: true })),
    undefined,
    server,
  );
  expect(kept.map(({ eventName }) => eventName)).toEqual(['Kite Flown', ...Array(6).fill('unknown')]);
});

test('events that nobody knows are counted once a request', async () => {
  const { unknown, acceptEvents } = intakeWith();
  await acceptEvents([viewCall(), viewCall({ event: 'Kite Flown' }), viewCall({ event: 'x' })], undefined, server);
  expect(unknown).toEqual([2]);
});
