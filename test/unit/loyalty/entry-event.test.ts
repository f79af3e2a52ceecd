import fc from 'fast-check';
import { expect, test } from 'vitest';
import { domainEventDetail } from '../../../lambdas/kernel/domain-event.ts';
import { EMPTY_ACCOUNT } from '../../../lambdas/loyalty/balance.ts';
import { readEntryEvents } from '../../../lambdas/loyalty/entry-event.ts';
import { releaseLot } from '../../../lambdas/loyalty/lot-release.ts';
import { orderEarning } from '../../../lambdas/loyalty/order-earning.ts';
import { claimOf, orderOf, RECORDED_AT } from './orders.ts';

const earning = (changes: { readonly memberId?: string; readonly orderId?: string; readonly points?: number } = {}) => {
  const order = orderOf([{ lineId: 'tea', quantity: 1, paid: 12_850, points: 128 }], changes);
  return orderEarning(order, claimOf({ points: order.points }), order.memberId, RECORDED_AT);
};
const isOfOrder = ({ name }: { readonly name: string }) => name.startsWith('Order');
const readOne = (item: Readonly<Record<string, unknown>>) =>
  readEntryEvents(item).filter((event) => !isOfOrder(event))[0];
const readOrder = (item: Readonly<Record<string, unknown>>) => readEntryEvents(item).filter(isOfOrder);
const itemOf = (entry: object) => ({ PK: 'MEMBER#m-1', SK: 'ENTRY#…', entityType: 'LedgerEntry', ...entry });

test('an earning is told as PointsEarned, dated to the payment', () => {
  expect(readOne(itemOf(earning().entry))).toEqual({
    name: 'PointsEarned',
    version: 1,
    id: 'm-1/EARN#o-1',
    occurredAt: '2026-02-03T04:00:00.000Z',
    data: { memberId: 'm-1', entryId: 'EARN#o-1', orderId: 'o-1', points: 128 },
  });
});

test('an order that was paid is told as OrderPaid, whether it earned a point or not', () => {
  const { entry } = earning();
  const [told, ...more] = readOrder(itemOf({ ...entry, deltas: {} }));
  expect(more).toEqual([]);
  expect(told).toEqual({
    name: 'OrderPaid',
    version: 1,
    id: 'm-1/EARN#o-1/order',
    occurredAt: '2026-02-03T04:00:00.000Z',
    data: { memberId: 'm-1', entryId: 'EARN#o-1', orderId: 'o-1', orderDay: entry.orderDay, paidMinor: 12_850 },
  });
});

test('what came back of an order is told as OrderReturned, in money, and whether it was all of it', () => {
  const returned = { ...earning().entry, entryId: 'REVERSE#o-1#r', kind: 'REVERSE_EARN', deltas: {} };
  const of = (sums: object) => readOrder(itemOf({ ...returned, sums }))[0];
  const part = { name: 'OrderReturned', data: { orderId: 'o-1', returnedMinor: 2_850, isWhole: false } };
  expect(of({ returnedMinor: 2_850 })).toMatchObject(part);
  expect(of({ returnedMinor: 10_000, returnedOrderCount: 1 })).toMatchObject({ data: { isWhole: true } });
  expect(readOrder(itemOf({ ...returned, kind: 'RELEASE', orderDay: undefined }))).toEqual([]);
});

test('a release is told as PointsReleased, with what became active', () => {
  expect(readOne(itemOf(releaseLot(earning().lot, EMPTY_ACCOUNT, RECORDED_AT).entries[0] ?? {}))).toEqual({
    name: 'PointsReleased',
    version: 1,
    id: 'm-1/RELEASE#o-1',
    occurredAt: '2026-02-17T04:00:00.000Z',
    data: { memberId: 'm-1', entryId: 'RELEASE#o-1', orderId: 'o-1', points: 128 },
  });
});

test.each([
  { of: 'an order too small for a point', entry: { kind: 'EARN_PENDING', deltas: {} } },
  { of: 'a release that repaid all of it', entry: { kind: 'RELEASE', deltas: { pending: -5, negative: 5 } } },
  { of: 'a return that took back nothing', entry: { kind: 'REVERSE_EARN', deltas: {} } },
])('$of moves no points that somebody could use, and is told to nobody', ({ entry }) => {
  expect(readOne(itemOf({ ...earning().entry, ...entry }))).toBeUndefined();
});

test.each([
  { kind: 'REVERSE_EARN', deltas: { pending: -8, lifetimeEarned: -8 }, name: 'PointsReversed', points: 8 },
  { kind: 'REVERSE_EARN', deltas: { active: -5, lifetimeEarned: -8 }, uncovered: 3, name: 'PointsReversed', points: 5 },
  { kind: 'ADJUST', deltas: { active: 5, negative: 3 }, name: 'PointsAdjusted', points: 8 },
  { kind: 'EXPIRE', deltas: { active: -5, expired: 5 }, name: 'PointsExpired', points: 5 },
  { kind: 'REINSTATE', deltas: { active: 5, expired: -5 }, name: 'PointsReinstated', points: 5 },
  { kind: 'ADJUST', deltas: { active: -5 }, name: 'PointsAdjusted', points: -5 },
])('$kind of $deltas is told as $name with $points points', ({ name, points, ...entry }) => {
  expect(readOne(itemOf({ ...earning().entry, ...entry }))).toMatchObject({ name, data: { points } });
});

test.each([
  { cause: 'REACHED', name: 'TierUpgraded' },
  { cause: 'INHERITED', name: 'TierUpgraded' },
  { cause: 'KEPT', name: 'TierRenewed' },
  { cause: 'REVOKED', name: 'TierDowngraded' },
])('an entry with a tier that is $cause tells of its points and, as $name, of the tier', ({ cause, name }) => {
  const tier = { from: 'silver', to: 'gold', cause, endsOn: '2027-02-04' };
  expect(readEntryEvents(itemOf({ ...earning().entry, tier })).filter((event) => !isOfOrder(event))).toMatchObject([
    { name: 'PointsEarned', id: 'm-1/EARN#o-1' },
    {
      name,
      id: 'm-1/EARN#o-1/tier',
      data: { memberId: 'm-1', orderId: 'o-1', tier: 'gold', from: 'silver', endsOn: '2027-02-04' },
    },
  ]);
});

test('whatever the ids, the same entry is the same event, another entry is another, and consumers can read it', () => {
  const id = fc.string({ unit: fc.constantFrom('m', '/', '#', '%', '2', 'F', '会', '🧧'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(id, id, id, id, (memberId, orderId, otherMember, otherOrder) => {
      const eventOf = (m: string, o: string) => readOne(itemOf(earning({ memberId: m, orderId: o }).entry));
      const [one, again, other] = [
        eventOf(memberId, orderId),
        eventOf(memberId, orderId),
        eventOf(otherMember, otherOrder),
      ];
      expect(again).toEqual(one);
      expect(other?.id === one?.id).toBe(memberId === otherMember && orderId === otherOrder);
      expect(domainEventDetail.safeParse(one).success).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('ids that look like another event only tell themselves', () => {
  const idOf = (memberId: string, orderId: string) => readOne(itemOf(earning({ memberId, orderId }).entry))?.id;
  expect(idOf('m-1/EARN#o-1', 'o-2')).not.toBe(idOf('m-1', 'o-1/EARN#o-2'));
});

test.each(['SPEND', 'EXPIRE'])('an entry of kind %s is told to nobody yet', (kind) => {
  expect(readOne(itemOf({ ...earning().entry, kind }))).toBeUndefined();
});

test('an item that is no entry is corrupt: its key and what is wrong are named, and nothing else of it', () => {
  const corrupt = { ...itemOf(earning().entry), deltas: 'lin@example.com' };
  expect(() => readEntryEvents(corrupt)).toThrow('item MEMBER#m-1 ENTRY#…: deltas: expected object');
  expect(() => readEntryEvents(corrupt)).not.toThrow('lin@');
});
