import { expect, test } from 'vitest';
import { betterStanding, lowerStanding, raiseStanding } from '../../../lambdas/loyalty/standing.ts';
import { beginTerm, type Standing } from '../../../lambdas/loyalty/tier.ts';
import { level, spent, TIERS } from './tiers.ts';

const silver = beginTerm('silver', '2026-03-01', '2026-03-01', TIERS);
const gold = beginTerm('gold', '2026-03-01', '2026-03-01', TIERS);

test.each([
  { of: 'a fen below the line', days: spent({ '2026-03-01': 999.99 }), tier: undefined },
  { of: 'the very line', days: spent({ '2026-03-01': 1_000 }), tier: 'silver' },
  { of: 'two orders that reach it together', days: spent({ '2026-02-01': 600, '2026-03-01': 400 }), tier: 'silver' },
  { of: 'an order of a year ago', days: spent({ '2025-03-01': 600, '2026-03-01': 400 }), tier: undefined },
  {
    of: 'an order of a year ago and a day less',
    days: spent({ '2025-03-02': 600, '2026-03-01': 400 }),
    tier: 'silver',
  },
  { of: 'enough for two tiers at once', days: spent({ '2026-02-01': 3_000, '2026-03-01': 2_000 }), tier: 'gold' },
  { of: 'enough spent, in too few orders', days: spent({ '2026-03-01': 9_000 }), tier: 'silver' },
  {
    of: 'enough for the highest, that asks for no number of orders',
    days: spent({ '2026-03-01': 20_000 }),
    tier: 'diamond',
  },
])('$of leads to $tier', ({ days, tier }) => {
  expect(raiseStanding(undefined, days, TIERS, '2026-03-01').standing?.tier).toBe(tier);
});

test('a tier is held for twelve months after the day on which it was reached', () => {
  const reached = raiseStanding(undefined, spent({ '2026-03-01': 1_000 }), TIERS, '2026-03-01');
  expect(reached).toEqual({
    cause: 'REACHED',
    standing: { tier: 'silver', since: '2026-03-01', termFrom: '2026-03-01', endsOn: '2027-03-02' },
  });
});

test.each([
  { on: '2028-02-29', endsOn: '2029-03-01' },
  { on: '2027-02-28', endsOn: '2028-02-29' },
  { on: '2026-12-31', endsOn: '2028-01-01' },
])('of a term from $on the last day is that before $endsOn', ({ on, endsOn }) => {
  expect(beginTerm('silver', on, on, TIERS).endsOn).toBe(endsOn);
});

test('by the calendar year only the year counts, and the tier is held to the end of the next', () => {
  const tiers = { ...TIERS, period: 'calendarYear' } as const;
  const lastYear = spent({ '2025-12-31': 900, '2026-01-01': 100 });
  expect(raiseStanding(undefined, lastYear, tiers, '2026-01-01').standing).toBeUndefined();
  const thisYear = spent({ '2026-01-01': 900, '2026-12-31': 100 });
  expect(raiseStanding(undefined, thisYear, tiers, '2026-12-31').standing?.endsOn).toBe('2028-01-01');
});

test('a tier is not moved by reaching it again, nor by reaching less', () => {
  expect(raiseStanding(gold, spent({ '2026-06-01': 1_500 }), TIERS, '2026-06-01')).toEqual({ standing: gold });
  expect(raiseStanding(silver, spent({ '2026-06-01': 1_500 }), TIERS, '2026-06-01')).toEqual({ standing: silver });
});

test('in its grace a tier is kept as soon as the line is reached, and its term begins anew', () => {
  const inGrace: Standing = { ...silver, announcedOn: '2027-01-31', graceUntil: '2027-04-01' };
  const enough = spent({ '2026-03-02': 600, '2027-03-20': 400 });
  expect(raiseStanding(inGrace, enough, TIERS, '2027-03-20')).toEqual({
    cause: 'KEPT',
    standing: { tier: 'silver', since: '2026-03-01', termFrom: '2027-03-20', endsOn: '2028-03-21' },
  });
  // What brought the tier does not keep it.
  const withOld = spent({ '2026-03-01': 600, '2027-03-20': 400 });
  expect(raiseStanding(inGrace, withOld, TIERS, '2027-03-20')).toEqual({ standing: inGrace });
});

test('buyers of something have its tier, whatever they spent, and nobody else', () => {
  const tiers = { ...TIERS, levels: [level('member', { amount: 50_000 }), level('festival', { bought: {} })] };
  const day = { spend: 100, points: 1, orders: 1 };
  const reach = (pieces?: Readonly<Record<string, number>>) =>
    raiseStanding(undefined, { '2026-03-01': { ...day, ...(pieces && { pieces }) } }, tiers, '2026-03-01').standing
      ?.tier;
  expect(reach({ festival: 1 })).toBe('festival');
  expect(reach({ other: 1 })).toBeUndefined();
  expect(reach()).toBeUndefined();
});

test('days count as active on which something was bought and kept, or done that earns', () => {
  const tiers = { ...TIERS, levels: [level('active', { activeDays: 3 })] };
  const days = {
    '2026-01-01': { spend: 0, points: 1, orders: 0 },
    '2026-01-02': { spend: 500, points: 0, orders: 1 },
    '2026-01-03': { spend: 500, points: 5, orders: 2 },
  };
  expect(raiseStanding(undefined, days, tiers, '2026-01-03').standing?.tier).toBe('active');
  const { '2026-01-01': _, ...fewer } = days;
  expect(raiseStanding(undefined, fewer, tiers, '2026-01-03').standing).toBeUndefined();
});

test('a return takes no tier before its end', () => {
  const before = spent({ '2026-03-01': 1_000 });
  expect(lowerStanding(silver, before, {}, TIERS, '2026-03-05')).toEqual({ standing: silver });
});

const revoking = { ...TIERS, revokeOnReturn: true };

test('where the programme says so, the return that brings a member below the line takes the tier', () => {
  const before = spent({ '2026-03-01': 1_000 });
  const after = spent({ '2026-03-01': 990 });
  expect(lowerStanding(silver, before, after, revoking, '2026-03-05')).toEqual({
    standing: undefined,
    cause: 'REVOKED',
  });
});

test('a return takes no tier whose line was not reached before it either: what brought the tier is kept', () => {
  const before = spent({ '2026-12-01': 300 });
  expect(lowerStanding(silver, before, {}, revoking, '2027-01-05')).toEqual({ standing: silver });
});

test('what is taken is what the order brought: the tier of before comes back with its own term', () => {
  const before = spent({ '2026-03-01': 1_000 });
  const held = raiseStanding(undefined, before, revoking, '2026-03-01').standing;
  const more = { ...before, ...spent({ '2026-06-01': 5_000 }) };
  const golden = raiseStanding(held, more, revoking, '2026-06-01').standing;
  expect(golden?.tier).toBe('gold');
  const back = lowerStanding(golden, more, before, revoking, '2026-06-10');
  expect(back).toEqual({ standing: held, cause: 'REVOKED' });
});

test('what the member still reaches is not taken', () => {
  const before = spent({ '2026-03-01': 1_200, '2026-06-01': 5_000 });
  const golden = raiseStanding(undefined, before, revoking, '2026-06-01').standing;
  const after = spent({ '2026-03-01': 1_200 });
  expect(lowerStanding(golden, before, after, revoking, '2026-06-10').standing).toMatchObject({
    tier: 'silver',
    termFrom: '2026-06-10',
  });
});

test('of two members made one the better tier stays, of the same the one that ends later', () => {
  const later = beginTerm('silver', '2026-05-01', '2026-05-01', TIERS);
  expect(betterStanding(silver, gold, TIERS)).toBe(gold);
  expect(betterStanding(later, silver, TIERS)).toBe(later);
  expect(betterStanding(undefined, silver, TIERS)).toBe(silver);
});
