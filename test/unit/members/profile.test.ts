import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listActiveDays } from '../../../lambdas/kernel/active-days.ts';
import type { PlatformEvent } from '../../../lambdas/kernel/platform-event.ts';
import { type Interest, mergeInterests } from '../../../lambdas/members/interest.ts';
import { profileOfOrder } from '../../../lambdas/members/order-profile.ts';
import { emptyProfile, mergeProfiles, type Profile } from '../../../lambdas/members/profile.ts';
import { anyPaidOrder, anyTold, memberEvent, paidOrder, profileOf } from './events.ts';

const anyProfiles = fc.array(anyTold, { maxLength: 40 });
const fold = (told: readonly Profile[], known = emptyProfile('m-1')) => told.reduce(mergeProfiles, known);

test('a profile is the same whatever the order in which it is told, and however often each thing is', () => {
  const shuffled = anyProfiles.chain((given) =>
    fc.tuple(fc.constant(given), fc.shuffledSubarray([...given, ...given], { minLength: given.length * 2 })),
  );
  fc.assert(
    fc.property(shuffled, ([given, again]) => {
      expect(fold(again)).toEqual(fold(given));
    }),
  );
});

test('profiles merge as what they were told would: in any grouping, and the same again changes nothing', () => {
  fc.assert(
    fc.property(anyProfiles, anyProfiles, anyProfiles, (a, b, c) => {
      const [x, y, z] = [fold(a), fold(b), fold(c)];
      expect(mergeProfiles(mergeProfiles(x, y), z)).toEqual(mergeProfiles(x, mergeProfiles(y, z)));
      expect(mergeProfiles(x, y)).toEqual(mergeProfiles(y, x));
      expect(mergeProfiles(x, x)).toEqual(x);
    }),
  );
});

test('what is looked at and what is bought are remembered apart, so that what falls out falls out in any order', () => {
  const interests = fc.array(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      how: fc.constantFrom('viewedAt', 'boughtAt'),
      at: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 20 },
  );
  const each = interests.chain((given) =>
    fc.tuple(fc.constant(given), fc.shuffledSubarray([...given, ...given], { minLength: given.length * 2 })),
  );
  const gather = (given: readonly { readonly name: string; readonly how: string; readonly at: number }[]) =>
    given.reduce<readonly Interest[]>(
      (known, { name, how, at }) => mergeInterests(known, [{ name, [how]: `2026-02-0${at}` }], 2),
      [],
    );
  fc.assert(
    fc.property(each, ([given, again]) => {
      const gathered = gather(given);
      expect(gather(again)).toEqual(gathered);
      for (const how of ['viewedAt', 'boughtAt'] as const) {
        const days = [...new Map(given.filter((one) => one.how === how).map(({ name, at }) => [name, at]))];
        expect(gathered.filter((one) => one[how] !== undefined)).toHaveLength(Math.min(2, days.length));
      }
    }),
  );
});

test('nothing in a profile grows without end', () => {
  const hourAt = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString();
  const told = Array.from({ length: 500 }, (_, n) =>
    profileOf(
      memberEvent({
        event: n % 2 === 0 ? 'Product Viewed' : 'Order Completed',
        timestamp: hourAt(n),
        facts: {
          order_id: `o-${n}`,
          currency: n % 7 === 0 ? `X${n}` : 'CNY',
          product_id: `p-${n}`,
          category: `c-${n}`,
          brand: `b-${n}`,
        },
      }),
    ),
  );
  const orders = Array.from({ length: 500 }, (_, n) => profileOfOrder(paidOrder(`o-${n}`, hourAt(n))));
  const profile = fold([...told, ...orders]);
  expect([profile.products, profile.categories, profile.brands].map((each) => each.length)).toEqual([40, 32, 32]);
  expect(profile.firstOrders.map(({ orderId }) => orderId)).toEqual(['o-0', 'o-1']);
  expect(profile.currenciesRefused.length).toBeLessThanOrEqual(10);
  expect(profile.products[0]?.name).toBe('p-499');
  const viewed = profile.products.filter(({ viewedAt }) => viewedAt !== undefined);
  expect([viewed.length, viewed[0]?.name]).toEqual([20, 'p-498']);
  expect(JSON.stringify(profile).length).toBeLessThan(8_000);
});

test('an active day is one of the programme’s zone on which the member did something', () => {
  const lateInTheDay = '2026-02-03T16:00:00.000Z';
  const daysOf = (changes: object) => {
    const { activeDays } = profileOf(memberEvent({ timestamp: lateInTheDay, ...changes }));
    return activeDays === undefined ? [] : listActiveDays(activeDays);
  };
  expect(daysOf({})).toEqual(['2026-02-04']);
  expect(daysOf({ type: 'page', event: 'page' })).toEqual(['2026-02-04']);
  expect(daysOf({ event: 'Order Completed', facts: { currency: 'CNY', order_id: 'o' } })).toEqual(['2026-02-04']);
  expect(daysOf({ event: 'Order Delivered' })).toEqual([]);
  expect(daysOf({ event: 'Order Returned' })).toEqual([]);
  expect(daysOf({ type: 'identify', event: 'identify' })).toEqual([]);
  expect(daysOf({ type: 'identify', event: 'identify', isFromClient: true })).toEqual(['2026-02-04']);
});

test('of an order the platform tells what was bought and that the member was there, in another currency only the latter', () => {
  const orderIn = (currency: string) =>
    profileOf(
      memberEvent({
        event: 'Order Completed',
        facts: { order_id: 'o', currency, products: [{ sku: 's', category: 'c' }] },
      }),
    );
  const at = '2026-02-03T04:00:00.000Z';
  expect(orderIn('CNY')).toMatchObject({
    lastSeenAt: at,
    products: [{ name: 's', boughtAt: at }],
    currenciesRefused: [],
  });
  expect(orderIn('USD')).toMatchObject({ lastSeenAt: at, products: [], currenciesRefused: ['USD'] });
});

test('an order that is sent again with another time, or that the ledger refuses, is no purchase', () => {
  const sent = (timestamp: string) =>
    profileOf(memberEvent({ event: 'Order Completed', timestamp, facts: { order_id: 'o', currency: 'CNY' } }));
  const again = fold([sent('2026-02-03T04:00:00.000Z'), sent('2026-02-05T04:00:00.000Z')]);
  expect(again).toMatchObject({ steps: {}, firstOrders: [] });
  expect([again.lastOrderAt, again.orderDays]).toEqual([undefined, undefined]);
});

test('an order that the ledger says was paid is ordered too, and a visit on the day that the ledger says', () => {
  const at = '2026-02-03T16:00:00.000Z';
  const paid = profileOfOrder(paidOrder('o', at));
  expect(paid).toMatchObject({
    ...{ memberId: 'm-1', knownSince: at, firstSeenAt: at, lastSeenAt: at, lastOrderAt: at },
    ...{ steps: { ordered: at, paid: at }, firstOrders: [{ orderId: 'o', at }] },
  });
  for (const days of [paid.orderDays, paid.activeDays]) expect(days && listActiveDays(days)).toEqual(['2026-02-04']);
});

test('what is told of a member counts by its time, not by its arrival', () => {
  const told = (timestamp: string, locale: string) =>
    profileOf(memberEvent({ type: 'identify', event: 'identify', timestamp, facts: { locale } }));
  const [newer, older] = [told('2026-02-03T00:00:00.000Z', 'en'), told('2026-01-03T00:00:00.000Z', 'zh-CN')];
  expect(fold([newer, older]).traits.locale?.value).toBe('en');
});

test('the first orders are the two earliest that were paid, and every day of one is an order day', () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyPaidOrder, { selector: ({ data }) => data.orderId, maxLength: 12 }), (paid) => {
      const earliestFirst = paid.toSorted(
        (a, b) => a.occurredAt.localeCompare(b.occurredAt) || a.data.orderId.localeCompare(b.data.orderId),
      );
      const profile = fold(paid.map(profileOfOrder));
      expect(profile.firstOrders).toEqual(
        earliestFirst.slice(0, 2).map(({ data: { orderId }, occurredAt: at }) => ({ orderId, at })),
      );
      expect(profile.lastOrderAt).toBe(earliestFirst.at(-1)?.occurredAt);
      const days = paid.map(({ data }) => data.orderDay);
      const kept = [profile.orderDays, profile.activeDays].map((each) =>
        each === undefined ? [] : listActiveDays(each),
      );
      for (const each of kept) expect(each).toEqual([...new Set(days)].sort().reverse());
    }),
  );
});

test('a member joined when the shop says so, else when it signed up', () => {
  const joined = (changes: Partial<PlatformEvent>) => profileOf(memberEvent(changes)).joinedAt;
  const timestamp = '2026-02-03T00:00:00.000Z';
  const joinedAt = '2025-01-01T00:00:00.000Z';
  expect(joined({ event: 'Signed Up', timestamp })).toBe(timestamp);
  expect(joined({ type: 'identify', event: 'identify', facts: { joinedAt } })).toBe(joinedAt);
  expect(joined({})).toBeUndefined();
});
