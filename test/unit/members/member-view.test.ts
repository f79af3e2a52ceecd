import { expect, test } from 'vitest';
import { ageBand, describeMember } from '../../../lambdas/members/member-view.ts';
import { emptyProfile } from '../../../lambdas/members/profile.ts';
import { memberEvent, profileOf, SETTINGS } from './events.ts';

const NO_ORDERS = { orderCount: 0, returnedOrderCount: 0, paidMinor: 0, returnedMinor: 0 };
const NOW = new Date('2026-02-03T04:00:00Z');

test.each([
  { birthday: '1990-05-17', today: '2026-05-16', band: '30-39' },
  { birthday: '1996-05-17', today: '2026-05-16', band: '20-29' },
  { birthday: '1996-05-17', today: '2026-05-17', band: '30-39' },
  { birthday: '1996-02-29', today: '2026-02-28', band: '20-29' },
  { birthday: '1996-02-29', today: '2026-03-01', band: '30-39' },
  { birthday: '2026-05-17', today: '2026-02-01', band: undefined },
  { birthday: '1866-05-17', today: '2026-02-01', band: undefined },
  { birthday: 'yesterday', today: '2026-02-01', band: undefined },
  { birthday: undefined, today: '2026-02-01', band: undefined },
])('born $birthday, on $today the age band is $band', ({ birthday, today, band }) => {
  expect(ageBand(birthday, today)).toBe(band);
});

test('the average order value is of what was kept, over the orders that were kept', () => {
  const totals = { orderCount: 3, returnedOrderCount: 1, paidMinor: 90_000, returnedMinor: 30_001 };
  const { orders } = describeMember(emptyProfile('m-1'), totals, {}, NOW, SETTINGS);
  expect(orders).toMatchObject({
    count: 3,
    returnedCount: 1,
    paid: '900.00',
    returned: '300.01',
    averageValue: '300.00',
  });
  const none = describeMember(emptyProfile('m-1'), { ...totals, returnedOrderCount: 3 }, {}, NOW, SETTINGS);
  expect(none.orders.averageValue).toBeUndefined();
});

test('active days are counted back from today in the programme’s zone', () => {
  const on = (timestamp: string) => profileOf(memberEvent({ timestamp }));
  const { activeDays } = describeMember(on('2026-01-05T00:00:00.000Z'), NO_ORDERS, {}, NOW, SETTINGS);
  expect(activeDays).toEqual({ last30: 1, last90: 1, last400: 1, days: ['2026-01-05'] });
  const before = describeMember(on('2026-01-04T00:00:00.000Z'), NO_ORDERS, {}, NOW, SETTINGS);
  expect(before.activeDays).toMatchObject({ last30: 0, last90: 1 });
});

test('of the person only what is coarse is shown', () => {
  const person = {
    name: 'Lin',
    email: 'lin@shop.example',
    gender: 'female',
    address: { state: 'Jiangsu', street: '8 Road' },
  };
  const shown = describeMember(emptyProfile('m-1'), NO_ORDERS, person, NOW, SETTINGS);
  expect(shown).toMatchObject({ gender: 'female', region: 'Jiangsu' });
  expect(JSON.stringify(shown)).not.toMatch(/Lin|lin@|8 Road/);
});

test('a member that comes no more has no active days in the last 400, though those before are remembered', () => {
  const long = profileOf(memberEvent({ timestamp: '2024-12-01T04:00:00.000Z' }));
  const { activeDays } = describeMember(long, NO_ORDERS, {}, NOW, SETTINGS);
  expect(activeDays).toEqual({ last30: 0, last90: 0, last400: 0, days: ['2024-12-01'] });
});
