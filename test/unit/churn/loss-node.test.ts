import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WatchFacts } from '../../../lambdas/churn/known-facts.ts';
import { type NodeReview, reviewNodes } from '../../../lambdas/churn/loss-node.ts';
import { LOSS_NODES, newWatch, type UnpaidOrder, type Watch } from '../../../lambdas/churn/watch.ts';
import { factsOf, SETTINGS } from './watching.ts';

const JOINED = '2026-03-04T04:00:00.000Z';
const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
/** An instant so many hours after joining. */
const at = (hours: number) => new Date(Date.parse(JOINED) + hours * HOUR_MS);
const iso = (hours: number) => at(hours).toISOString();
const FRESH = newWatch('m-1', '2026-03-04');
const joined = (more: Partial<WatchFacts> = {}) => factsOf([], [], { joinedAt: JOINED, lastSeenAt: JOINED, ...more });
const buyer = (...hours: readonly number[]) =>
  joined({
    firstOrders: hours.map((each) => ({ orderId: `o-${each}`, at: iso(each) })),
    lastSeenAt: iso(hours.at(-1) ?? 0),
  });
const orders = (...hours: readonly number[]): UnpaidOrder[] =>
  hours.map((each) => ({ orderId: `o-${each}`, at: iso(each) }));

const look = (watch: Watch, facts: WatchFacts, hours: number, settled: readonly string[] = []): NodeReview =>
  reviewNodes(watch, facts, new Set(settled), SETTINGS, at(hours));
const afterLook = (watch: Watch, { losses: _, ...nodes }: NodeReview): Watch => ({ ...watch, ...nodes });
const lostAt = ({ losses }: NodeReview) => losses.map(({ node, at: instant }) => [node, instant]);

const anyFacts = fc
  .record({
    seenHours: fc.option(fc.integer({ min: -30, max: 300 }), { nil: undefined }),
    isJoined: fc.boolean(),
    orderHours: fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 2 }),
  })
  .map(({ seenHours, isJoined, orderHours }) =>
    factsOf([], [], {
      joinedAt: isJoined ? JOINED : undefined,
      lastSeenAt: seenHours === undefined ? undefined : iso(seenHours),
      firstOrders: orderHours.toSorted((a, b) => a - b).map((each) => ({ orderId: `o-${each}`, at: iso(each) })),
    }),
  );
const anyUnpaid = fc
  .uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 4 })
  .map((hours) => orders(...hours.toSorted((a, b) => a - b)));

test('looking again with the same facts finds nothing new, and whatever the looks each node loses a member once', () => {
  fc.assert(
    fc.property(
      anyFacts,
      anyUnpaid,
      fc.array(fc.nat({ max: 500 }), { minLength: 1, maxLength: 8 }),
      (facts, unpaid, hours) => {
        let watch: Watch = { ...FRESH, unpaid };
        const counted: string[] = [];
        const told: (string | undefined)[] = [];
        for (const each of hours.toSorted((a, b) => a - b)) {
          const review = look(watch, facts, each);
          watch = afterLook(watch, review);
          expect(look(watch, facts, each)).toEqual({ ...review, losses: [] });
          expect(review.losses.every((loss) => loss.at <= iso(each))).toBe(true);
          counted.push(...review.losses.filter(({ isFirst }) => isFirst).map(({ node }) => node));
          told.push(...review.losses.filter(({ node }) => node === 'order-unpaid').map(({ orderId }) => orderId));
        }
        expect(counted).toEqual([...new Set(counted)]);
        expect(told).toEqual([...new Set(told)]);
        expect(watch.closed).toEqual([...new Set(watch.closed)]);
        for (const node of counted) expect(watch.closed).toContain(node);
      },
    ),
    { numRuns: 300 },
  );
});

test('who does nothing in the day after signing up is lost there when it is over, and not before', () => {
  const waiting = look(FRESH, joined(), 1);
  expect(waiting).toMatchObject({ signUpSilentAt: iso(DAY_HOURS), losses: [], closed: [] });
  const watch = afterLook(FRESH, waiting);
  expect(look(watch, joined(), 23.9).losses).toEqual([]);
  expect(look(watch, joined(), DAY_HOURS).losses).toEqual([
    { node: 'sign-up-silent', at: iso(DAY_HOURS), joinedDay: '2026-03-04', isFirst: true },
  ]);
});

test('who bought with signing up was not silent, though nothing is known since', () => {
  expect(look(FRESH, buyer(0), DAY_HOURS)).toMatchObject({ losses: [], closed: ['sign-up-silent'] });
});

test('who did something in that day is not, and is asked for no more', () => {
  const review = look(FRESH, joined({ lastSeenAt: iso(5) }), DAY_HOURS);
  expect(review).toMatchObject({ losses: [], closed: ['sign-up-silent'] });
  expect(review.signUpSilentAt).toBeUndefined();
});

test('looked at late, a visit after the day was over hides nothing: first times and the days between are asked', () => {
  const late = joined({ lastSeenAt: iso(30), activeDays: ['2026-03-04', '2026-03-05'] });
  expect(lostAt(look(FRESH, late, 40))).toEqual([['sign-up-silent', iso(DAY_HOURS)]]);
  expect(look(FRESH, { ...late, steps: { browsed: iso(2) } }, 40).losses).toEqual([]);
  expect(look(FRESH, { ...late, steps: { browsed: iso(-2), carted: iso(25) } }, 40).losses).toHaveLength(1);
  const week = { ...SETTINGS, signUpSilentHours: 7 * DAY_HOURS };
  const facts = (...days: string[]) =>
    joined({ lastSeenAt: iso(200), activeDays: ['2026-03-04', ...days, '2026-03-12'] });
  const lookLate = (known: WatchFacts) => reviewNodes(FRESH, known, new Set(), week, at(205)).losses.length;
  expect([lookLate(facts()), lookLate(facts('2026-03-07'))]).toEqual([1, 0]);
});

test('who paid a first order and no second one in seven days is lost there; a second within them closes it', () => {
  const waiting = look(FRESH, buyer(2), 3);
  expect(waiting.noRepeatAt).toBe(iso(2 + 7 * DAY_HOURS));
  const watch = afterLook(FRESH, waiting);
  expect(lostAt(look(watch, buyer(2), 2 + 7 * DAY_HOURS))).toEqual([['no-repeat', iso(2 + 7 * DAY_HOURS)]]);
  expect(look(watch, buyer(2, 100), 101)).toMatchObject({ losses: [], closed: ['no-repeat', 'sign-up-silent'] });
  // Told late, it came in time all the same; and one that came too late does not help.
  expect(look(watch, buyer(2, 100), 200)).toMatchObject({ losses: [] });
  expect(lostAt(look(watch, buyer(2, 180), 200))).toEqual([['no-repeat', iso(2 + 7 * DAY_HOURS)]]);
});

test('an order that comes to light before the first brings the node nearer', () => {
  const watch = afterLook(FRESH, look(FRESH, buyer(20), 21));
  expect(look(watch, buyer(3), 22)).toMatchObject({ noRepeatAt: iso(3 + 7 * DAY_HOURS) });
  expect(look(watch, buyer(3, 20), 22)).toMatchObject({ losses: [], closed: ['no-repeat'] });
});

test('what was over for three days when it became known is of the past, and nobody was lost there now', () => {
  expect(lostAt(look(FRESH, joined(), DAY_HOURS + 72))).toEqual([['sign-up-silent', iso(DAY_HOURS)]]);
  const past = look(FRESH, joined({ lastSeenAt: undefined }), DAY_HOURS + 73);
  expect(past).toMatchObject({ losses: [], closed: ['sign-up-silent'] });
  // But what was waited for is told, however late it is looked at.
  const waited = afterLook(FRESH, look(FRESH, joined(), 1));
  expect(lostAt(look(waited, joined(), 1_000))).toEqual([['sign-up-silent', iso(DAY_HOURS)]]);
});

test('of several unpaid orders each is told of, and one counts', () => {
  const watch = { ...FRESH, closed: LOSS_NODES.filter((node) => node !== 'order-unpaid'), unpaid: orders(72, 80, 90) };
  const first = look(watch, joined(), 85);
  expect(first.losses.map(({ orderId, isFirst }) => [orderId, isFirst])).toEqual([
    ['o-72', true],
    ['o-80', false],
  ]);
  expect(first.unpaid).toEqual(orders(90));
  const second = look(afterLook(watch, first), joined(), 95);
  expect(second.losses.map(({ orderId, isFirst }) => [orderId, isFirst])).toEqual([['o-90', false]]);
});

test('an order that was paid or taken back is waited for no more, whether it is due or not', () => {
  const watch = { ...FRESH, unpaid: orders(72, 80) };
  expect(look(watch, joined(), 75, ['o-72'])).toMatchObject({
    losses: [{ node: 'sign-up-silent' }],
    unpaid: orders(80),
  });
  expect(look(watch, joined(), 1, ['o-72', 'o-80']).unpaid).toEqual([]);
});

test('of whom nobody knows when it joined no sign-up is asked for, and the other losses are in no cohort', () => {
  const nobody = joined({ joinedAt: undefined });
  const review = look({ ...FRESH, unpaid: orders(72) }, nobody, 80);
  expect(review.losses).toMatchObject([{ node: 'order-unpaid', joinedDay: undefined }]);
  expect(review.closed).toEqual(['order-unpaid']);
});

test('the day of joining is that of the programme’s zone', () => {
  const evening = joined({ joinedAt: '2026-03-04T16:30:00.000Z', lastSeenAt: undefined });
  expect(look(FRESH, evening, 40).losses).toMatchObject([{ joinedDay: '2026-03-05' }]);
});
