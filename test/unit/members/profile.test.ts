import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listActiveDays } from '../../../lambdas/kernel/active-days.ts';
import { dayOf } from '../../../lambdas/kernel/calendar.ts';
import type { PlatformEvent } from '../../../lambdas/kernel/platform-event.ts';
import { type Interest, mergeInterests } from '../../../lambdas/members/interest.ts';
import { emptyProfile, mergeProfiles, type Profile } from '../../../lambdas/members/profile.ts';
import { anyEvent, memberEvent, profileOf } from './events.ts';

const events = fc.array(anyEvent, { maxLength: 40 });
const fold = (told: readonly Profile[], known = emptyProfile('m-1')) => told.reduce(mergeProfiles, known);

test('a profile is the same whatever the order of the events, and however often each comes', () => {
  const shuffled = events.chain((given) =>
    fc.tuple(fc.constant(given), fc.shuffledSubarray([...given, ...given], { minLength: given.length * 2 })),
  );
  fc.assert(
    fc.property(shuffled, ([given, again]) => {
      expect(fold(again.map((event) => profileOf(event)))).toEqual(fold(given.map((event) => profileOf(event))));
    }),
  );
});

test('profiles merge as their events would: in any grouping, and the same again changes nothing', () => {
  fc.assert(
    fc.property(events, events, events, (a, b, c) => {
      const [x, y, z] = [a, b, c].map((each) => fold(each.map((event) => profileOf(event)))) as [
        Profile,
        Profile,
        Profile,
      ];
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
  const told = Array.from({ length: 500 }, (_, n) =>
    profileOf(
      memberEvent({
        event: n % 2 === 0 ? 'Product Viewed' : 'Order Completed',
        timestamp: new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString(),
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
  const profile = fold(told);
  expect([profile.products, profile.categories, profile.brands].map((each) => each.length)).toEqual([40, 32, 32]);
  expect(profile.firstOrders.map(({ orderId }) => orderId)).toEqual(['o-1', 'o-3']);
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

test('a paid order is ordered too; one in another currency only tells its currency and the day', () => {
  const paid = profileOf(
    memberEvent({
      event: 'Order Completed',
      facts: { order_id: 'o', currency: 'CNY', products: [{ sku: 's', category: 'c' }] },
    }),
  );
  expect(paid).toMatchObject({
    steps: { ordered: paid.lastOrderAt, paid: paid.lastOrderAt },
    firstOrders: [{ orderId: 'o' }],
    products: [{ name: 's', boughtAt: paid.lastOrderAt }],
  });
  const refused = profileOf(
    memberEvent({ event: 'Order Completed', facts: { order_id: 'o', currency: 'USD', products: [{ sku: 's' }] } }),
  );
  expect(refused).toMatchObject({ steps: {}, firstOrders: [], products: [], currenciesRefused: ['USD'] });
  expect(refused.activeDays).toBeDefined();
});

test('what is told of a member counts by its time, not by its arrival', () => {
  const told = (timestamp: string, locale: string) =>
    profileOf(memberEvent({ type: 'identify', event: 'identify', timestamp, facts: { locale } }));
  const [newer, older] = [told('2026-02-03T00:00:00.000Z', 'en'), told('2026-01-03T00:00:00.000Z', 'zh-CN')];
  expect(fold([newer, older]).traits.locale?.value).toBe('en');
});

test('the first orders are the two earliest that were paid in the programme’s currency, each at its earliest telling', () => {
  const orders = fc.record({ event: anyEvent, order: fc.nat({ max: 4 }) }).map(({ event, order }) => ({
    ...event,
    type: 'track' as const,
    event: 'Order Completed',
    facts: { currency: 'CNY', ...event.facts, order_id: `o-${order}` },
  }));
  fc.assert(
    fc.property(fc.array(orders, { maxLength: 12 }), (given) => {
      const paid = given.filter(({ facts }) => facts.currency === 'CNY');
      const earliestFirst = paid.toSorted(
        (a, b) => a.timestamp.localeCompare(b.timestamp) || a.facts.order_id.localeCompare(b.facts.order_id),
      );
      const profile = fold(given.map((event) => profileOf(event)));
      const orderIds = [...new Set(earliestFirst.map(({ facts }) => facts.order_id))];
      expect(profile.firstOrders.map(({ orderId }) => orderId)).toEqual(orderIds.slice(0, 2));
      expect(profile.firstOrders[0]?.at).toBe(earliestFirst[0]?.timestamp);
      expect(profile.lastOrderAt).toBe(earliestFirst.at(-1)?.timestamp);
      const days = paid.map(({ timestamp }) => dayOf(Date.parse(timestamp), 'Asia/Shanghai'));
      expect(profile.orderDays === undefined ? [] : listActiveDays(profile.orderDays)).toEqual(
        [...new Set(days)].sort().reverse(),
      );
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
