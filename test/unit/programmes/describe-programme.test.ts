import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { calculateExpiryDay } from '../../../lambdas/loyalty/lot.ts';
import { describeProgramme } from '../../../programmes/describe-programme.ts';
import { type Programme, parseProgramme } from '../../../programmes/programme.ts';
import { paperCrane } from './programmes.ts';

/** The sentences of a programme that holds. */
const sentencesWith = (change: Partial<Programme>) => describeProgramme(parseProgramme({ ...paperCrane, ...change }));
const earningWith = (change: Partial<Programme['earning']>) =>
  sentencesWith({ earning: { ...paperCrane.earning, ...change } });

test('a programme is told in sentences', () => {
  expect(describeProgramme(paperCrane)).toEqual([
    '"Paper crane" counts in CNY and in days of Asia/Shanghai; a phone number without a country code is one of CN.',
    'An order earns 1 point for each CNY paid, rounded down once: 128.50 CNY earn 128 points.',
    'The points of an order can be spent 14 days after it is paid.',
    'Points are good for 365 days after the day of earning: those earned on 2026-02-03 until the end of 2027-02-03.',
    'Points do not pay for orders.',
    'There are no tiers.',
    'Members are sent no messages.',
    'A buyer is dormant after 30 days without a visit and churned after 180 without an order (90 after a first and only one).',
    'A buyer is at risk when only 10 in a hundred alike would be silent for as long: 7 to 60 days after the last order.',
    'New members are looked for when they do nothing for 24 hours after signing up, leave an order unpaid for 3 days, or have not bought again 7 days after paying.',
    'Nobody is won back.',
    'Members are asked nothing.',
    'A return takes back at most the points that a member still has; nobody comes to owe points.',
    '"Product Reviewed" earns 20 points, once for each product_id, at most 5 times a month; they can be spent at once.',
    'A public key may send page and screen views and these events: Product Viewed.',
    'Of "Gift Wrapped" the properties box_id are kept.',
    'One adjustment by hand gives or takes at most 500 points with a key of scope write, at most 100,000 points with one of scope admin.',
  ]);
});

test('whatever the policy, the last day that is told is the one before the points expire', () => {
  const expiry = fc.oneof(
    fc.record({ kind: fc.constant('afterDays' as const), days: fc.integer({ min: 1, max: 3_660 }) }),
    fc.record({ kind: fc.constant('endOfMonth' as const), months: fc.integer({ min: 0, max: 120 }) }),
    fc.record({ kind: fc.constant('endOfYear' as const), years: fc.integer({ min: 0, max: 10 }) }),
  );
  fc.assert(
    fc.property(expiry, (policy) => {
      const told = sentencesWith({ expiry: policy }).join('\n');
      const expiryDay = calculateExpiryDay(Date.parse('2026-02-03T04:00:00Z'), policy, 'Asia/Shanghai');
      expect(told).toContain(`those earned on 2026-02-03 until the end of ${addDays(expiryDay, -1)}.`);
    }),
  );
});

test.each<[Programme['expiry'], string]>([
  [{ kind: 'never' }, 'Points never expire.'],
  [{ kind: 'afterDays', days: 1 }, 'Points are good for 1 day after the day of earning: '],
  [{ kind: 'endOfMonth', months: 0 }, 'Points are good to the end of the month of earning: '],
  [{ kind: 'endOfMonth', months: 12 }, 'Points are good to the end of the 12th month after that of earning: '],
  [{ kind: 'endOfYear', years: 1 }, 'Points are good to the end of the 1st year after that of earning: '],
  [{ kind: 'endOfYear', years: 2 }, 'Points are good to the end of the 2nd year after that of earning: '],
])('expiry by %j begins its sentence: %s', (expiry, beginning) => {
  expect(sentencesWith({ expiry }).some((sentence) => sentence.startsWith(beginning))).toBe(true);
});

test.each([
  ['CNY', 3, '3 points for each CNY paid, rounded down once: 128.50 CNY earn 385 points.'],
  ['JPY', 10, '10 points for each JPY paid, rounded down once: 128 JPY earn 1,280 points.'],
  ['KWD', 1, '1 point for each KWD paid, rounded down once: 128.500 KWD earn 128 points.'],
])('an example in %s at %d is told in amounts of that currency', (currency, pointsPerUnit, told) => {
  const earning = { ...paperCrane.earning, pointsPerUnit };
  expect(sentencesWith({ currency, earning })).toContain(`An order earns ${told}`);
});

test.each<[Programme['earning']['returnWindow'], string]>([
  [{ from: 'payment', days: 0 }, 'as soon as it is paid'],
  [{ from: 'payment', days: 1 }, '1 day after it is paid'],
  [{ from: 'delivery', days: 0 }, 'as soon as it is delivered, and at the latest 90 days after it is paid'],
  [{ from: 'delivery', days: 7 }, '7 days after it is delivered, and at the latest 90 days after it is paid'],
])('points of the window %j can be spent %s', (returnWindow, when) => {
  expect(earningWith({ returnWindow })).toContain(`The points of an order can be spent ${when}.`);
});

test('a programme whose orders earn nothing has no window to tell of', () => {
  const told = earningWith({ pointsPerUnit: 0 });
  expect(told).toContain('Orders earn no points.');
  expect(told.join('\n')).not.toContain('The points of an order');
});

test('debt is told with its limit', () => {
  expect(earningWith({ debtMax: 200 })).toContain(
    'A return of points already spent may leave a member owing up to 200 points; what is earned next pays them off.',
  );
});

test.each<[Programme['actions'][string], string]>([
  [{ points: 1, cap: { times: 1, per: 'day' } }, '1 point, at most once a day'],
  [{ points: 2, cap: { times: 2, per: 'week' } }, '2 points, at most twice a week'],
  [{ points: 2, cap: { times: 1_000, per: 'ever' } }, '2 points, at most 1,000 times ever'],
  [{ points: 50, oncePer: 'event_id' }, '50 points, once for each event_id'],
])('the action %j earns %s', (action, told) => {
  expect(sentencesWith({ actions: { Sung: action } })).toContain(`"Sung" earns ${told}; they can be spent at once.`);
});

test('what is empty is told, too', () => {
  const told = sentencesWith({
    actions: {},
    clientEvents: [],
    customEvents: {},
    adjustments: { writeMax: 0, adminMax: 0 },
  });
  expect(told.slice(-4)).toEqual([
    'Nothing that a member does beside buying earns points.',
    'A public key may send page and screen views and no events.',
    "Of the shop's own events only the name is kept.",
    'Points are never adjusted by hand.',
  ]);
});

test('an own event without properties, and adjustments for admins alone, are told', () => {
  const told = sentencesWith({ customEvents: { Sung: [] }, adjustments: { writeMax: 0, adminMax: 1 } });
  expect(told.slice(-2)).toEqual([
    'Of "Sung" only the name is kept.',
    'One adjustment by hand gives or takes none with a key of scope write, at most 1 point with one of scope admin.',
  ]);
});

test('how points pay for orders is told with what a point is worth', () => {
  const redemption = { minorUnitsPerPoint: 1, pointsMin: 100, orderShareMax: 50, holdMinutes: 30, rate: 100 };
  expect(describeProgramme({ ...paperCrane, redemption })).toEqual(
    expect.arrayContaining([
      'A point pays 0.01 CNY of an order, from 100 points on and up to 50 % of it; what points pay earns none.',
      'Points for an order are held for 30 minutes while it is being paid.',
      'In the liability all points are expected to be redeemed.',
    ]),
  );
  expect(describeProgramme({ ...paperCrane, redemption: { ...redemption, rate: 82.5 } })).toContain(
    'In the liability 82.5 % of points are expected to be redeemed, and the rest is breakage.',
  );
});

test('expiry by inactivity is told with an example', () => {
  expect(describeProgramme({ ...paperCrane, expiry: { kind: 'inactivity', months: 12 } })).toContain(
    'All points of a member expire 12 months after the day on which something was last earned or spent: of one who did so on 2026-02-03, at the end of 2027-02-03.',
  );
});

test('rules of earning are told one by one', () => {
  const rules = [
    {
      id: '618',
      multiplier: 2,
      when: { from: '2026-06-18T00:00', to: '2026-06-19T00:00' },
      cap: { times: 1, per: 'day' as const },
    },
    { id: 'cards', multiplier: 0, only: { categories: ['gift cards', 'vouchers'] } },
    { id: 'weekends', multiplier: 1.5, when: { weekdays: [6, 7] } },
  ];
  expect(sentencesWith({ earning: { ...paperCrane.earning, rules } })).toEqual(
    expect.arrayContaining([
      'By "618" an order earns 2 times the points, from 2026-06-18 00:00, until before 2026-06-19 00:00, for at most 1 order of a member a day.',
      'By "cards" what is of gift cards or vouchers earns no points.',
      'By "weekends" an order earns 1.5 times the points, on Saturday and Sunday.',
      'Of the rules that are for a line the best one counts, unless one of them lets it earn nothing.',
    ]),
  );
});

test('tiers and what they open are told in sentences', () => {
  const name = { en: 'VIP', zh: 'VIP会员' };
  const condition = { amount: 500_000, orders: 3, activeDays: 5, bought: { categories: ['boxes'] } };
  const benefits = {
    ...{ pointsMultiplier: 2, discountPercent: 8, freeShippingFrom: 0, birthdayPoints: 200 },
    ...({ priorityDispatch: true, dedicatedService: true } as const),
  } as const;
  const levels = [
    { id: 'base', name: { en: 'Regular', zh: '普通' }, condition: {}, benefits: { freeShippingFrom: 9_900 } },
    { id: 'vip', name, condition, benefits },
  ];
  const when = { from: '2027-01-20T10:00', to: '2027-01-22T10:00' };
  const privileges = [
    { id: 'early', kind: 'earlyAccess' as const, name: { en: 'Early', zh: '抢先' }, when, tiers: ['vip'] },
  ];
  const tiers = {
    by: 'spend',
    period: 'rolling',
    graceDays: 30,
    noticeDays: 14,
    downgrade: 'oneStep',
    revokeOnReturn: true,
    levels,
  } as const;
  expect(
    sentencesWith({ tiers: { ...tiers, levels }, privileges, birthday: { points: 20 }, statements: { dayOfMonth: 1 } }),
  ).toEqual(
    expect.arrayContaining([
      'Everybody is "Regular" (普通) and gets free shipping from 99.00 CNY on.',
      'Whoever reaches 5000.00 CNY spent, 3 orders, 5 active days and something of boxes bought is "VIP" (VIP会员) and gets 2 times the points, 8 % off, free shipping, dispatch before others, a service of their own and 200 points on the birthday.',
      'What counts for a tier is that of the last twelve months; a tier is reached at once and held for twelve months.',
      'A tier that is not reached again by its end can still be kept for 30 days, and then goes one tier down; the member is told at least 14 days before.',
      'A return that brings a member below the line takes the tier at once.',
      '"Early" (抢先) is early access for vip, from 2027-01-20 10:00 until before 2027-01-22 10:00.',
      'On the birthday a member gets 20 points, unless the tier says otherwise; they can be spent at once.',
      'On day 1 of each month a statement of the points is due to whoever has some.',
    ]),
  );
});
