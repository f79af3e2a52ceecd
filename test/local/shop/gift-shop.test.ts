import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AcceptedCall, acceptCall } from '../../../lambdas/intake/accepted-call.ts';
import { intakeSettings } from '../../../lambdas/intake/intake-settings.ts';
import { festivalAhead, festivalOn } from '../../../local/shop/festivals.ts';
import { GiftShop } from '../../../local/shop/gift-shop.ts';
import type { ShopCall } from '../../../local/shop/shop-call.ts';
import giftShop from '../../../programmes/gift-shop.json' with { type: 'json' };
import { parseProgramme } from '../../../programmes/programme.ts';

const START_MS = Date.parse('2026-01-10T00:00:00Z');
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const open = (memberCount = 60, seed = 1) => new GiftShop({ seed, startAtMs: START_MS, memberCount });

test('the shop tells the same whatever the lengths of the stretches that it is asked for', () => {
  const whole = open().callsUntil(START_MS + 20 * DAY_MS);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 12 }), (hours) => {
      const shop = open();
      let untilMs = START_MS;
      const told: ShopCall[] = [];
      for (const length of hours) {
        untilMs = Math.min(untilMs + length * HOUR_MS, START_MS + 20 * DAY_MS);
        told.push(...shop.callsUntil(untilMs));
      }
      told.push(...shop.callsUntil(START_MS + 20 * DAY_MS));
      expect(told).toEqual(whole);
    }),
    { numRuns: 20 },
  );
});

test('times go forward, ids are each told once, and another seed is another shop', () => {
  const calls = open().callsUntil(START_MS + 60 * DAY_MS);
  const times = calls.map(({ atMs }) => atMs);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const ids = calls.map(({ call }) => call['messageId']);
  expect(new Set(ids).size).toBe(ids.length);
  expect(open(60, 2).callsUntil(START_MS + 60 * DAY_MS)).not.toEqual(calls);
});

test('all that the shop sends in half a year is accepted, and is known', () => {
  const settings = intakeSettings(parseProgramme(giftShop));
  const calls = open().callsUntil(START_MS + 180 * DAY_MS);
  const accepted = calls.map(({ atMs, call }): AcceptedCall => {
    const answer = acceptCall(call, undefined, new Date(atMs), { kind: 'server', vouchesFor: () => false }, settings);
    if (!answer.ok) throw new Error(JSON.stringify([answer.refusal, call]));
    return answer.value;
  });
  expect(accepted.filter(({ isUnknown }) => isUnknown)).toEqual([]);
  const events = new Set(accepted.map(({ event }) => event.event));
  for (const event of ['identify', 'page', 'Signed Up', 'Products Searched', 'Product Added', 'Checkout Started'])
    expect(events).toContain(event);
  for (const event of [
    'Order Placed',
    'Order Completed',
    'Order Delivered',
    'Order Returned',
    'Product Reviewed',
    'Product Shared',
    'Checked In',
    'Ticket Opened',
    'Ticket Answered',
    'Ticket Resolved',
    'Ticket Rated',
  ]) {
    expect(events).toContain(event);
  }
});

test('most members consent to some of what the programme offers, some to nothing, and a few take offers back', () => {
  const topics = new Set(giftShop.outreach.topics.map(({ id }) => id));
  const [shop, other] = [open(300), open(300)];
  const untilMs = START_MS + 200 * DAY_MS;
  const consents = shop.consentsUntil(untilMs);
  expect([...other.consentsUntil(START_MS + 77 * HOUR_MS), ...other.consentsUntil(untilMs)]).toEqual(consents);
  const joined = shop.callsUntil(untilMs).filter(({ call }) => call['event'] === 'Signed Up');
  const asked = consents.filter(({ source }) => source === 'sign-up form');
  expect(asked.length / joined.length).toBeGreaterThan(0.7);
  expect(asked.length / joined.length).toBeLessThan(0.95);
  const back = consents.filter(({ source }) => source === 'member page');
  expect(back.length).toBeGreaterThan(3);
  expect(back.length).toBeLessThan(asked.length / 5);
  for (const { consents: said } of consents) for (const { topic } of said) expect(topics).toContain(topic);
});

test('over a year the shop is one as there are: some come back, some buy again, and orders are of a gift or two', () => {
  const calls = open(300)
    .callsUntil(START_MS + 365 * DAY_MS)
    .map(({ atMs, call }) => ({ atMs, ...call }) as Call);
  const visits = Map.groupBy(
    calls.filter(({ type, userId }) => type === 'page' && userId !== undefined),
    ({ userId }) => userId,
  );
  const joined = calls.filter(({ event, atMs }) => event === 'Signed Up' && atMs < START_MS + 300 * DAY_MS);
  const cameBack = joined.filter(({ userId, atMs }) =>
    (visits.get(userId) ?? []).some((visit) => visit.atMs > atMs + DAY_MS && visit.atMs < atMs + 31 * DAY_MS),
  );
  expect(cameBack.length / joined.length).toBeGreaterThan(0.25);
  expect(cameBack.length / joined.length).toBeLessThan(0.6);
  const orders = calls.filter(({ event }) => event === 'Order Completed');
  const buyers = [...Map.groupBy(orders, ({ userId }) => userId).values()];
  const again = buyers.filter((own) => own.length > 1).length / buyers.length;
  expect(again).toBeGreaterThan(0.2);
  expect(again).toBeLessThan(0.7);
  const value = orders.reduce((sum, { properties }) => sum + Number(properties['revenue']), 0) / orders.length;
  expect(value).toBeGreaterThan(180);
  expect(value).toBeLessThan(420);
});

test('some sign up and do nothing in the day after it', () => {
  const calls = open(300).callsUntil(START_MS + 90 * DAY_MS);
  const joined = calls.filter(({ call, atMs }) => call['event'] === 'Signed Up' && atMs < START_MS + 89 * DAY_MS);
  const silent = joined.filter(({ call: { userId }, atMs: joinedMs }) =>
    calls.every(({ call, atMs }) => call['userId'] !== userId || atMs <= joinedMs || atMs > joinedMs + DAY_MS),
  );
  expect(silent.length / joined.length).toBeGreaterThan(0.08);
  expect(silent.length / joined.length).toBeLessThan(0.22);
});

test('who keeps coming is there after years, and who joined long ago and stayed away is forgotten', () => {
  const calls = open(30)
    .callsUntil(START_MS + 900 * DAY_MS)
    .map(({ atMs, call }) => ({ atMs, ...call }) as Call);
  const joinedEarly = new Set(
    calls
      .filter(({ event, atMs }) => event === 'Signed Up' && atMs < START_MS + 60 * DAY_MS)
      .map(({ userId }) => userId),
  );
  const isLate = ({ userId, atMs }: Call) => joinedEarly.has(userId) && atMs > START_MS + 600 * DAY_MS;
  const stillComing = new Set(calls.filter(isLate).map(({ userId }) => userId));
  expect(stillComing.size).toBeGreaterThan(0);
  expect(stillComing.size).toBeLessThan(joinedEarly.size);
});

interface Call {
  readonly atMs: number;
  readonly type: string;
  readonly event?: string;
  readonly userId?: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

test('festivals of both calendars are found, and felt for two weeks before', () => {
  expect(festivalOn('2026-02-17')).toBe('spring-festival');
  expect(festivalOn('2026-06-19')).toBe('dragon-boat');
  expect(festivalOn('2026-09-25')).toBe('mid-autumn');
  expect(festivalOn('2026-05-10')).toBe('mothers-day');
  expect(festivalOn('2026-11-11')).toBe('double-eleven');
  expect(festivalAhead('2026-09-10')).toBe('mid-autumn');
  expect(festivalAhead('2026-09-09')).toBeUndefined();
});
