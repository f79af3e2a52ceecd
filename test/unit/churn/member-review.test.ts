import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WatchFacts } from '../../../lambdas/churn/known-facts.ts';
import { isWorthWriting, reviewWatch, type StageChange } from '../../../lambdas/churn/member-review.ts';
import { nextLook, type Watch } from '../../../lambdas/churn/watch.ts';
import { addDays, dayOf, daysBetween } from '../../../lambdas/kernel/calendar.ts';
import { factsOf, listMovesDayByDay, noonOf, SETTINGS, unusualSilence } from './watching.ts';

const FIRST = '2026-01-01';
const LAST_DAY = 500;
const HOUR_MS = 3_600_000;
const dayAt = (offset: number) => addDays(FIRST, offset);

/** A member watched as the product does: looked at with each order, with a visit after a long time, and when a date has come. */
class Watched {
  watch: Watch | undefined;
  readonly changes: StageChange[] = [];
  looks = 0;
  readonly #orders: readonly string[];
  readonly #visits: readonly string[];

  constructor(orders: readonly string[], visits: readonly string[]) {
    this.#orders = orders;
    this.#visits = visits;
  }

  look(at: string): void {
    const day = dayOf(Date.parse(at), SETTINGS.timeZone);
    const told = (days: readonly string[]) => days.filter((each) => noonOf(each) <= at);
    const now = new Date(at);
    const occasion = { now, settledOrders: new Set<string>() };
    const facts = factsOf(told(this.#orders), told(this.#visits));
    const review = reviewWatch('m', this.watch, facts, occasion, unusualSilence, SETTINGS);
    if (!isWorthWriting(this.watch, review, now)) return;
    this.looks += 1;
    expect(review.changes.every((change) => change.day <= day)).toBe(true);
    this.watch = { ...review.next, version: (this.watch?.version ?? 0) + 1 };
    this.changes.push(...review.changes);
  }

  /** @param lateDays how late the scan of a due date comes, by the number of scans before */
  live(lateDays: readonly number[]): void {
    for (let offset = 0, scans = 0; offset <= LAST_DAY; offset += 1) {
      const day = dayAt(offset);
      const scanAt = new Date(Date.parse(noonOf(day)) - 9 * HOUR_MS).toISOString();
      const due = this.watch && nextLook(this.watch);
      const late = lateDays[scans % Math.max(1, lateDays.length)] ?? 0;
      if (due !== undefined && addDays(dayOf(Date.parse(due.at), SETTINGS.timeZone), late) <= day) {
        this.look(scanAt);
        scans += 1;
      }
      if (this.#orders.includes(day) || this.#isReturn(day)) this.look(noonOf(day));
    }
  }

  #isReturn(day: string): boolean {
    const before = [...this.#orders, ...this.#visits]
      .filter((each) => each < day)
      .sort()
      .at(-1);
    return this.#visits.includes(day) && (before === undefined || daysBetween(before, day) > SETTINGS.dormantDays);
  }
}

const days = (most: number) => fc.uniqueArray(fc.nat({ max: LAST_DAY }).map(dayAt), { maxLength: most });

test('whoever is looked at only when something may have changed moves as if looked at every day', () => {
  fc.assert(
    fc.property(days(12), days(40), (orders, visits) => {
      const watched = new Watched(orders, visits);
      watched.live([]);
      const expected = listMovesDayByDay(factsOf(orders, visits), FIRST, dayAt(LAST_DAY));
      expect(watched.changes.map(({ day, to }) => ({ day, to }))).toEqual(expected.map(({ day, to }) => ({ day, to })));
    }),
    { numRuns: 150 },
  );
});

test('scans that come late, or not for days, find the same moves on the same days', () => {
  fc.assert(
    fc.property(
      days(8),
      days(30),
      fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 6 }),
      (orders, visits, late) => {
        const [punctual, tardy] = [new Watched(orders, visits), new Watched(orders, visits)];
        punctual.live([]);
        tardy.live(late);
        // What is still to be found when the time is over does not count.
        const until = addDays(dayAt(LAST_DAY), -10);
        const moves = ({ changes }: Watched) =>
          changes.filter(({ day }) => day < until).map(({ day, to }) => `${day} ${to}`);
        expect(moves(tardy)).toEqual(moves(punctual));
      },
    ),
    { numRuns: 150 },
  );
});

test('looking again with the same facts writes nothing', () => {
  fc.assert(
    fc.property(days(8), days(20), (orders, visits) => {
      const watched = new Watched(orders, visits);
      const at = noonOf(dayAt(LAST_DAY));
      watched.look(at);
      const { looks } = watched;
      watched.look(at);
      expect(watched.looks).toBe(looks);
    }),
  );
});

test.each([
  ['a first order', [], [], [dayAt(10)], 'activated'],
  ['an order after a silence', [dayAt(-40)], [], [dayAt(-40), dayAt(10)], 'won-back'],
  ['a visit after a silence', [dayAt(-40)], [dayAt(10)], [dayAt(-40)], 'at-risk'],
] as const)(
  '%s that is told before its midnight moves the stage when its day has come',
  (_, before, visits, orders, stage) => {
    const occasion = { settledOrders: new Set<string>() };
    const look = (known: Watch | undefined, facts: WatchFacts, now: string) =>
      reviewWatch('m', known, facts, { ...occasion, now: new Date(now) }, unusualSilence, SETTINGS);
    const known = look(undefined, factsOf(before, []), noonOf(dayAt(9))).next;
    const told = factsOf(orders, visits);
    const evening = `${dayAt(9)}T15:50:00.000Z`;
    const review = look({ ...known, version: 1 }, told, evening);
    const dawn = `${dayAt(9)}T16:00:00.000Z`;
    expect([review.changes, review.next.nextMoveAt]).toEqual([[], dawn]);
    expect(isWorthWriting({ ...known, version: 1 }, review, new Date(evening))).toBe(true);
    const { next, changes } = look({ ...review.next, version: 2 }, told, dawn);
    expect([next.stage, changes.map(({ day }) => day)]).toEqual([stage, [dayAt(10)]]);
  },
);

test('visits move no watch: a member who comes every day and orders once a month is looked at a few times a month', () => {
  const everyDay = Array.from({ length: LAST_DAY }, (_, offset) => dayAt(offset));
  const watched = new Watched(
    everyDay.filter((_, offset) => offset % 30 === 0),
    everyDay,
  );
  watched.live([]);
  expect(watched.looks).toBeLessThan((LAST_DAY / 30) * 4);
});

test('a member of the past who never bought is found as new, once; orders of the past that are told then move it from there', () => {
  const occasion = { now: new Date(noonOf('2026-01-01')), settledOrders: new Set<string>(), isOfThePast: true };
  const joined = factsOf([], [], { joinedAt: noonOf('2023-12-01') });
  const look = (known: Watch | undefined, facts: WatchFacts) =>
    reviewWatch('m', known, facts, occasion, unusualSilence, SETTINGS);
  const found = look(undefined, joined);
  expect(found.changes).toMatchObject([{ from: null, to: 'new', reason: 'IMPORTED' }]);
  const kept = { ...found.next, version: 1 };
  expect(look(kept, joined).changes).toEqual([]);
  const facts = factsOf(['2024-01-01'], [], { joinedAt: noonOf('2023-12-01') });
  expect(look(kept, facts).changes).toMatchObject([{ from: 'new', to: 'churned', reason: 'IMPORTED' }]);
});

test('a member of the past is taken in the stage it is found in, and was lost nowhere', () => {
  const facts = factsOf(['2024-01-01', '2024-02-01'], [], { joinedAt: noonOf('2023-12-01') });
  const occasion = { now: new Date(noonOf('2026-01-01')), settledOrders: new Set<string>(), isOfThePast: true };
  const { next, changes, losses } = reviewWatch('m', undefined, facts, occasion, unusualSilence, SETTINGS);
  expect(changes).toMatchObject([{ from: null, to: 'churned', reason: 'IMPORTED', day: '2026-01-01' }]);
  expect([next.stage, nextLook(next), losses]).toEqual(['churned', undefined, []]);
});
