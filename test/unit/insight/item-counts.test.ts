import { expect, test, vi } from 'vitest';
import { itemCounts } from '../../../lambdas/insight/item-counts.ts';
import { addActiveDay } from '../../../lambdas/kernel/active-days.ts';

const ZONE = 'Asia/Shanghai';
const countsOf = (item: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    itemCounts(item, ZONE, (error) => {
      throw error;
    }),
  );
/** What an entry counts for in figures of days, beside the sums over all entries. */
const dailyCountsOf = (entry: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(countsOf(entry)).filter(([key]) => !key.startsWith('points#all#')));
const daysOf = (...days: string[]) => days.reduce<ReturnType<typeof addActiveDay> | undefined>(addActiveDay, undefined);

const PROFILE = { PK: 'MEMBER#m-1', SK: 'PROFILE', entityType: 'Profile', memberId: 'm-1', firstOrders: [] };

test('a profile counts in the cohort of its first visit, on its days, and for what lies between them', () => {
  const profile = {
    ...PROFILE,
    // Eight hours later it is the next day in the programme's zone.
    firstSeenAt: '2026-01-30T16:30:00.000Z',
    activeDays: daysOf('2026-01-31', '2026-02-02', '2026-02-10', '2026-02-20'),
  };
  expect(countsOf(profile)).toEqual({
    'cohort#2026-01#31#size': 1,
    'cohort#2026-01#31#first#2': 1,
    'cohort#2026-01#31#last#20': 1,
    'visits#2026-01#31#visitors': 1,
    'visits#2026-02#02#visitors': 1,
    'visits#2026-02#02#gaps': 1,
    'visits#2026-02#02#gapDays': 2,
    'visits#2026-02#10#visitors': 1,
    'visits#2026-02#10#gaps': 1,
    'visits#2026-02#10#gapDays': 8,
    'visits#2026-02#20#visitors': 1,
    'visits#2026-02#20#gaps': 1,
    'visits#2026-02#20#gapDays': 10,
    'visits#2026-02#engaged': 1,
  });
});

test('a return after the ninety days is a late one: it counts as on or after day 90, and for no bounded day', () => {
  const profile = {
    ...PROFILE,
    firstSeenAt: '2026-01-01T04:00:00.000Z',
    activeDays: daysOf('2026-01-01', '2026-06-01'),
  };
  const counts = countsOf(profile);
  expect(counts['cohort#2026-01#01#last#90']).toBe(1);
  expect(Object.keys(counts).filter((key) => key.includes('#first#'))).toEqual([]);
});

test('who signed up is converted by a first order on that day or the next, and not later', () => {
  const joined = { ...PROFILE, knownSince: '2026-01-01T04:00:00.000Z', joinedAt: '2026-01-01T04:00:00.000Z' };
  const boughtOn = (at: string) => countsOf({ ...joined, firstOrders: [{ orderId: 'o', at }] });
  expect(boughtOn('2026-01-02T15:59:59.999Z')).toMatchObject({
    'members#2026-01#01#known': 1,
    'members#all#known': 1,
    'members#2026-01#01#joined': 1,
    'members#2026-01#01#converted': 1,
  });
  expect(boughtOn('2026-01-02T16:00:00.000Z')).not.toHaveProperty(['members#2026-01#01#converted']);
});

test('a profile that was merged into another counts no more', () => {
  expect(countsOf({ ...PROFILE, forwardTo: 'm-2', firstSeenAt: '2026-01-01T04:00:00.000Z' })).toEqual({});
});

test('a year of orders counts a buyer once a period, and as one who came back from the second that was kept', () => {
  const year = {
    entityType: 'PurchaseYear',
    yearOfOrders: '2026',
    orders01: 2,
    returned01: 1,
    orders03: 1,
    orders11: 1,
    returned11: 1,
  };
  expect(countsOf(year)).toEqual({
    'buyers#2026-01#buyers': 1,
    'buyers#2026-03#buyers': 1,
    'buyers#2026-Q1#buyers': 1,
    'buyers#2026-Q1#repeat': 1,
    'buyers#2026#buyers': 1,
    'buyers#2026#repeat': 1,
  });
});

test('an account counts for its buckets, and for whether its member ever bought and came back', () => {
  const points = {
    entityType: 'Points',
    orderCount: 3,
    returnedOrderCount: 1,
    pending: 5,
    active: 0,
    negative: -2,
    spent: 9,
  };
  expect(countsOf(points)).toEqual({
    'buyers#all#buyers': 1,
    'buyers#all#repeat': 1,
    'points#all#pending': 5,
    'points#all#negative': -2,
    'points#all#spent': 9,
  });
});

test('who earned points counts as one, and as one who never redeemed for as long as nothing is spent', () => {
  const rolesOf = (balance: Readonly<Record<string, number>>) =>
    Object.keys(countsOf({ entityType: 'Points', ...balance })).filter((key) => /earners|neverRedeemed/.test(key));
  expect(rolesOf({ lifetimeEarned: 5 })).toEqual(['points#all#earners', 'points#all#neverRedeemed']);
  expect(rolesOf({ lifetimeEarned: 5, spent: 1 })).toEqual(['points#all#earners']);
  // What was given by hand, or all taken back, is not earned.
  expect(rolesOf({ active: 5 })).toEqual([]);
  expect(rolesOf({ lifetimeEarned: 0, spent: 1 })).toEqual([]);
});

test('a return lowers the money of the day on which its order was paid, and the points of the day on which it came', () => {
  const entry = {
    entityType: 'LedgerEntry',
    kind: 'REVERSE_EARN',
    deltas: { pending: -20, lifetimeEarned: -20, tierQualifying: -20 },
    sums: { returnedMinor: 2_000, returnedOrderCount: 1 },
    orderDay: '2026-01-31',
    occurredAt: '2026-02-05T04:00:00.000Z',
  };
  expect(dailyCountsOf(entry)).toEqual({
    'points#2026-02#05#outstanding': -20,
    'points#2026-02#05#reversed': 20,
    'orders#2026-01#31#returnedOrders': 1,
    'orders#2026-01#31#returns': 1,
    'orders#2026-01#31#returnedMinor': 2_000,
  });
});

test('a return that is told after a later one moves what the later one rounded, each on its day', () => {
  const entry = {
    entityType: 'LedgerEntry',
    kind: 'REVERSE_EARN',
    deltas: { active: -6, negative: -3, lifetimeEarned: -10 },
    uncovered: 1,
    reversedByDay: { '2026-02-03': 11, '2026-02-09': -1 },
    occurredAt: '2026-02-03T04:00:00.000Z',
  };
  expect(dailyCountsOf(entry)).toEqual({
    'points#2026-02#03#reversed': 11,
    'points#2026-02#03#outstanding': -10,
    'points#2026-02#09#reversed': -1,
    'points#2026-02#09#outstanding': 1,
  });
});

test('what a merge moves is neither earned nor taken back again', () => {
  const moved = { entityType: 'LedgerEntry', kind: 'ADJUST', occurredAt: '2026-02-03T04:00:00.000Z' };
  expect(dailyCountsOf({ ...moved, deltas: { active: 20, lifetimeEarned: 30 } })).toEqual({
    'points#2026-02#03#outstanding': 20,
  });
  expect(dailyCountsOf({ ...moved, deltas: { active: -20, lifetimeEarned: -30 } })).toEqual({
    'points#2026-02#03#outstanding': -20,
  });
});

test('points count as expired and as spent on the day that they are, and as outstanding no more', () => {
  const entry = { entityType: 'LedgerEntry', occurredAt: '2026-02-03T04:00:00.000Z' };
  expect(dailyCountsOf({ ...entry, kind: 'EXPIRE', deltas: { active: -20, expired: 20 } })).toEqual({
    'points#2026-02#03#expired': 20,
    'points#2026-02#03#outstanding': -20,
  });
  expect(dailyCountsOf({ ...entry, kind: 'REFUND_SPEND', deltas: { active: 9, spent: -9 } })).toEqual({
    'points#2026-02#03#spent': -9,
    'points#2026-02#03#outstanding': 9,
  });
});

test('points that only move between pending and active change nothing that is outstanding', () => {
  const entry = {
    entityType: 'LedgerEntry',
    deltas: { pending: -5, active: 5 },
    occurredAt: '2026-02-05T04:00:00.000Z',
  };
  expect(dailyCountsOf(entry)).toEqual({});
});

test('each bucket counts over all entries too, so that it can be compared with the balances', () => {
  const entry = { entityType: 'LedgerEntry', kind: 'SPEND', occurredAt: '2026-02-03T04:00:00.000Z' };
  const deltas = { pending: 1, active: -20, spent: 20, expired: 2, negative: -3, lifetimeEarned: 4, tierQualifying: 5 };
  expect(countsOf({ ...entry, deltas })).toMatchObject({
    'points#all#entries-pending': 1,
    'points#all#entries-active': -20,
    'points#all#entries-spent': 20,
    'points#all#entries-expired': 2,
    'points#all#entries-negative': -3,
    'points#all#entries-lifetimeEarned': 4,
  });
});

test('a lot counts for its points in the month in which they expire, pending ones apart from active ones', () => {
  const lot = { memberId: 'm-1', points: 30 };
  expect(countsOf({ ...lot, entityType: 'ActiveLot', expiryDay: '2027-01-01' })).toEqual({
    'liability#all#active#2027-01': 30,
  });
  expect(countsOf({ ...lot, entityType: 'PendingLot', expiryDay: '2026-12-31' })).toEqual({
    'liability#all#pending#2026-12': 30,
  });
  expect(countsOf({ ...lot, entityType: 'ActiveLot', expiryDay: 'never' })).toEqual({
    'liability#all#active#never': 30,
  });
});

test('items of other types, and none, count for nothing; one that can not be read is told', () => {
  const onUnreadable = vi.fn();
  expect(itemCounts({ entityType: 'Order' }, ZONE, onUnreadable).size).toBe(0);
  expect(itemCounts(undefined, ZONE, onUnreadable).size).toBe(0);
  expect(itemCounts({ entityType: 'constructor' }, ZONE, onUnreadable).size).toBe(0);
  expect(onUnreadable).not.toHaveBeenCalled();
  expect(itemCounts({ PK: 'MEMBER#m', SK: 'ENTRY#x', entityType: 'LedgerEntry' }, ZONE, onUnreadable).size).toBe(0);
  const lot = { PK: 'MEMBER#m', SK: 'LOT#A#x', entityType: 'ActiveLot', points: 5, expiryDay: '2027-01#all' };
  expect(itemCounts(lot, ZONE, onUnreadable).size).toBe(0);
  expect(onUnreadable).toHaveBeenCalledTimes(2);
});
