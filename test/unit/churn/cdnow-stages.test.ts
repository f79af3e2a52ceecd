import { expect, test } from 'vitest';
import { isWorthWriting, reviewWatch } from '../../../lambdas/churn/member-review.ts';
import { nextLook, type Watch } from '../../../lambdas/churn/watch.ts';
import { addDays, dayOf } from '../../../lambdas/kernel/calendar.ts';
import { findCdnow, readCdnow } from './cdnow.ts';
import { factsOf, listMovesDayByDay, noonOf, SETTINGS, unusualSilence } from './watching.ts';

const file = findCdnow();
const FIRST_DAY = '1997-01-01';
const LAST_DAY = '1998-06-30';
/** What is still to be found when the time is over does not count. */
const COMPARED_UNTIL = addDays(LAST_DAY, -7);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How events reach the product: so many hours after noon of their day, so often, and scans so many days late. */
interface Delivery {
  readonly hoursLate: number;
  readonly times: number;
  readonly scanDaysLate: number;
}

/** A customer's moves, looked at with each order and when a date has come. */
function movesBy(orderDays: readonly string[], { hoursLate, times, scanDaysLate }: Delivery): readonly string[] {
  const moves: string[] = [];
  let watch: Watch | undefined;
  const look = (at: string, knownDays: readonly string[]) => {
    const now = new Date(at);
    const occasion = { now, settledOrders: new Set<string>() };
    const review = reviewWatch('customer', watch, factsOf(knownDays, []), occasion, unusualSilence, SETTINGS);
    if (!isWorthWriting(watch, review, now)) return;
    watch = { ...review.next, version: 1 };
    moves.push(...review.changes.map(({ day, to }) => `${day} ${to}`));
  };
  const told = orderDays.map((day) => ({
    day,
    at: new Date(Date.parse(noonOf(day)) + hoursLate * HOUR_MS).toISOString(),
  }));
  const scanUntil = (end: string) => {
    for (let due = watch && nextLook(watch); due !== undefined; due = watch && nextLook(watch)) {
      const at = new Date(Date.parse(due.at) + scanDaysLate * DAY_MS + 3 * HOUR_MS).toISOString();
      if (at >= end) return;
      look(
        at,
        told.filter((order) => order.at <= at).map(({ day }) => day),
      );
    }
  };
  for (const [index, { at }] of told.entries()) {
    scanUntil(at);
    for (let time = 0; time < times; time += 1) look(at, orderDays.slice(0, index + 1));
  }
  scanUntil(`${LAST_DAY}T23:00:00.000Z`);
  return moves.filter((move) => move < COMPARED_UNTIL);
}

test.skipIf(file === undefined)(
  'customers of CDNOW move through the stages on the same days, however the orders come and however late the scans are',
  () => {
    const customers = [...readCdnow(file ?? '').values()].map((days) =>
      [...days.keys()].sort((a, b) => a - b).map((day) => dayOf(day * DAY_MS, 'UTC')),
    );
    expect(customers.length).toBe(2_357);
    // All of them take half a minute; a quarter passes through every stage.
    const looked = process.env['HOLDFAST_FULL'] === '1' ? customers : customers.filter((_, index) => index % 4 === 0);
    const reached = new Set<string>();
    for (const orderDays of looked) {
      const expected = listMovesDayByDay(factsOf(orderDays, []), orderDays[0] ?? FIRST_DAY, COMPARED_UNTIL)
        .map(({ day, to }) => `${day} ${to}`)
        .filter((move) => move < COMPARED_UNTIL);
      for (const move of expected) reached.add(move.slice(11));
      for (const delivery of [
        { hoursLate: 0, times: 1, scanDaysLate: 0 },
        { hoursLate: 12, times: 2, scanDaysLate: 0 },
        { hoursLate: 30, times: 3, scanDaysLate: 4 },
      ]) {
        expect(movesBy(orderDays, delivery)).toEqual(expected);
      }
    }
    expect([...reached].sort()).toEqual(['activated', 'active', 'at-risk', 'churned', 'dormant', 'won-back']);
  },
  120_000,
);
