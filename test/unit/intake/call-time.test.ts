import { expect, test } from 'vitest';
import { eventOf, orderCall, RECEIVED_AT, refusalOf, viewCall } from './calls.ts';

const DAY_MS = 86_400_000;
const at = (ms: number) => new Date(RECEIVED_AT.getTime() + ms).toISOString();
const backfill = { context: { backfill: true } };

test('without a timestamp it happened when it was received', () => {
  for (const timestamp of [undefined, null]) {
    expect(eventOf(viewCall({ timestamp })).timestamp).toBe(RECEIVED_AT.toISOString());
  }
});

test.each([
  ['2026-02-03T12:00:00+08:00', '2026-02-03T04:00:00.000Z'],
  ['2026-02-02T23:30:00-04:30', '2026-02-03T04:00:00.000Z'],
  ['2026-02-03T18:00:00.5+14:00', '2026-02-03T04:00:00.500Z'],
  ['2026-02-02T16:00:00.123456-12:00', '2026-02-03T04:00:00.123Z'],
  ['2026-02-03T04:00:00Z', '2026-02-03T04:00:00.000Z'],
])('%s is kept as %s: text order is time order', (timestamp, kept) => {
  expect(eventOf(viewCall({ timestamp })).timestamp).toBe(kept);
});

test.each([
  '2026-02-03',
  '2026-02-03 04:00:00Z',
  '2026-02-03T04:00:00',
  '2026-02-30T00:00:00Z',
  '2026-02-29T00:00:00Z',
  '2026-02-03T24:00:01Z',
  '2026-02-03T04:00:00+25:00',
  '1770091200',
  1_770_091_200_000,
  '',
  'yesterday',
])('%j is no instant', (timestamp) => {
  expect(refusalOf(viewCall({ timestamp }))).toMatchObject({ code: 'EVENT_INVALID', path: '$.timestamp' });
});

test.each(['1969-12-31T23:59:59.999Z', '1970-01-01T00:00:00+00:01', '0000-01-01T00:00:00+14:00'])(
  '%s, before 1970, is refused of orders too',
  (timestamp) => {
    for (const call of [orderCall({}, { timestamp }), viewCall({ timestamp, ...backfill })]) {
      expect(refusalOf(call)).toMatchObject({
        code: 'EVENT_INVALID',
        expected: 'an instant since 1970',
        given: timestamp,
      });
    }
  },
);

test('an hour ahead is accepted, and not a millisecond more', () => {
  for (const call of [viewCall, (changed: object) => orderCall({}, { ...changed })]) {
    expect(eventOf(call({ timestamp: at(3_600_000) })).timestamp).toBe(at(3_600_000));
    expect(refusalOf(call({ timestamp: at(3_600_001) }))).toMatchObject({
      code: 'TIMESTAMP_AHEAD',
      path: '$.timestamp',
      given: at(3_600_001),
    });
    // Not by way of the past either.
    expect(refusalOf(call({ timestamp: at(3_600_001), ...backfill })).code).toBe('TIMESTAMP_AHEAD');
  }
});

test('an activity of 29 days ago is accepted, and a millisecond more only as backfill', () => {
  expect(eventOf(viewCall({ timestamp: at(-29 * DAY_MS) })).isBackfill).toBeUndefined();
  const older = viewCall({ timestamp: at(-29 * DAY_MS - 1) });
  expect(refusalOf(older)).toMatchObject({ code: 'TIMESTAMP_OLD', path: '$.timestamp', messageId: 'message-2' });
  expect(refusalOf({ ...older, context: { backfill: false } }).code).toBe('TIMESTAMP_OLD');
  expect(eventOf({ ...older, ...backfill })).toMatchObject({ timestamp: at(-29 * DAY_MS - 1), isBackfill: true });
});

test('an event of value is accepted however old, at its own time, and is no backfill unless it says so', () => {
  for (const event of ['Order Completed', 'Order Refunded', 'Event Checked In']) {
    const accepted = eventOf(orderCall({}, { event, timestamp: '1970-01-01T00:00:00Z' }));
    expect(accepted.timestamp).toBe('1970-01-01T00:00:00.000Z');
    expect(accepted.isBackfill).toBeUndefined();
  }
  expect(eventOf(orderCall({}, { timestamp: '2009-12-01T08:26:00Z', ...backfill })).isBackfill).toBe(true);
});

test('backfill is true or false, and nothing that looks like it', () => {
  for (const given of ['true', 1, null]) {
    expect(refusalOf(viewCall({ context: { backfill: given } }))).toMatchObject({ path: '$.context.backfill' });
  }
});
