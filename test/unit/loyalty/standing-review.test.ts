import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, daysBetween } from '../../../lambdas/kernel/calendar.ts';
import type { Qualifying } from '../../../lambdas/loyalty/qualifying.ts';
import { raiseStanding } from '../../../lambdas/loyalty/standing.ts';
import { nextLook, projectLevel, reviewStanding } from '../../../lambdas/loyalty/standing-review.ts';
import { beginTerm, rankOf, type Standing, type TierSettings } from '../../../lambdas/loyalty/tier.ts';
import { level, spent, TIERS } from './tiers.ts';

const gold = beginTerm('gold', '2026-03-01', '2026-03-01', TIERS);

/** Looks at a tier whenever it asks for it, up to a day; what was told, and what is held. */
function lookUntil(standing: Standing, days: Qualifying, until: string, tiers: TierSettings = TIERS) {
  const told: {
    readonly name: string;
    readonly on: string;
    readonly seenOn: string;
    readonly [more: string]: unknown;
  }[] = [];
  let held: Standing | undefined = standing;
  let today = addDays(standing.termFrom, 1);
  for (let looks = 0; looks < 20; looks += 1) {
    const next = nextLook(held, tiers, today);
    if (next === undefined || next > until) break;
    today = next;
    const reviewed = reviewStanding(held, days, tiers, today);
    held = reviewed.standing;
    told.push(...reviewed.notices.map((notice) => ({ ...notice, seenOn: today })));
  }
  return { held, told };
}

test('a tier that is reached again in its term is renewed for twelve months, and nobody is warned', () => {
  const days = spent({ '2026-05-01': 3_000, '2026-07-01': 2_500 });
  const { held, told } = lookUntil(gold, days, '2027-03-02');
  expect(told).toMatchObject([{ name: 'TierRenewed', on: '2027-03-02', tier: 'gold', endsOn: '2028-03-02' }]);
  expect(held).toMatchObject({ tier: 'gold', since: '2026-03-01', termFrom: '2027-03-01' });
});

test('one that is not is announced, goes on for the days of grace, and goes one step down for a term of its own', () => {
  const { held, told } = lookUntil(gold, spent({ '2026-05-01': 3_000 }), '2027-04-05');
  expect(told).toMatchObject([
    {
      name: 'TierWillDowngrade',
      on: '2027-01-31',
      tier: 'gold',
      to: 'silver',
      downgradeOn: '2027-04-01',
      missing: { amount: 200_000, orders: 1 },
    },
    { name: 'TierWillDowngrade', on: '2027-03-02', downgradeOn: '2027-04-01' },
    { name: 'TierDowngraded', on: '2027-04-01', tier: 'silver', from: 'gold', endsOn: '2028-04-01' },
  ]);
  expect(held).toEqual({ tier: 'silver', since: '2027-04-01', termFrom: '2027-03-31', endsOn: '2028-04-01' });
});

test('the promoting order does not count again at the end of the term', () => {
  const { told } = lookUntil(gold, spent({ '2026-02-01': 3_000, '2026-03-01': 3_000 }), '2027-04-05');
  expect(told.at(-1)).toMatchObject({ name: 'TierDowngraded', tier: 'silver' });
});

test.each([
  { downgrade: 'oneStep', yuan: 50, to: 'gold' },
  { downgrade: 'toQualified', yuan: 50, to: 'regular' },
  { downgrade: 'toQualified', yuan: 1_500, to: 'silver' },
] as const)('$downgrade after a year with $yuan spent leads from diamond to $to', ({ downgrade, yuan, to }) => {
  const diamond = beginTerm('diamond', '2026-03-01', '2026-03-01', TIERS);
  const { told } = lookUntil(diamond, spent({ '2026-05-01': yuan }), '2027-04-05', { ...TIERS, downgrade });
  expect(told.at(-1)).toMatchObject({ name: 'TierDowngraded', tier: to });
});

test('a step down does not lead to a tier for buyers of something that the member did not buy', () => {
  const levels = [
    level('member', { amount: 50_000 }),
    level('festival', { bought: {} }),
    level('vip', { amount: 500_000 }),
  ];
  const tiers = { ...TIERS, levels };
  const vip = beginTerm('vip', '2026-03-01', '2026-03-01', tiers);
  expect(lookUntil(vip, {}, '2027-04-05', tiers).held?.tier).toBe('member');
  const box = { '2026-09-01': { spend: 100, points: 1, orders: 1, pieces: { festival: 1 } } };
  expect(lookUntil(vip, box, '2027-04-05', tiers).held?.tier).toBe('festival');
});

test('who goes down to nothing holds nothing any more', () => {
  const silver = beginTerm('silver', '2026-03-01', '2026-03-01', TIERS);
  const { held, told } = lookUntil(silver, {}, '2028-01-01');
  expect(held).toBeUndefined();
  expect(told.at(-1)).toMatchObject({ name: 'TierDowngraded', tier: 'regular' });
  expect(nextLook(held, TIERS, '2028-01-01')).toBeUndefined();
});

test('found late, a tier that was never announced is announced, and only then taken', () => {
  const late = reviewStanding(gold, {}, TIERS, '2027-05-20');
  expect(late.notices).toMatchObject([{ name: 'TierWillDowngrade', on: '2027-05-20', downgradeOn: '2027-06-19' }]);
  expect(late.standing).toMatchObject({ tier: 'gold', graceUntil: '2027-06-19' });
});

test('without grace the tier is still not taken before it was announced for so long', () => {
  const tiers = { ...TIERS, graceDays: 0 };
  const { told } = lookUntil(gold, {}, '2027-06-01', tiers);
  expect(told.map(({ name, on }) => [name, on])).toEqual([
    ['TierWillDowngrade', '2027-01-31'],
    ['TierWillDowngrade', '2027-03-02'],
    ['TierDowngraded', '2027-03-02'],
  ]);
});

test('what is bought in the grace counts with what was bought in the term', () => {
  const days = spent({ '2026-05-01': 3_000, '2027-03-20': 2_000 });
  const { standing } = reviewStanding(gold, days, TIERS, '2027-03-02');
  expect(standing?.graceUntil).toBe('2027-04-01');
  expect(projectLevel(standing as Standing, days, TIERS)?.id).toBe('gold');
  expect(reviewStanding(standing, days, TIERS, '2027-04-01').notices).toMatchObject([{ name: 'TierRenewed' }]);
});

const histories = fc.record({
  tiers: fc.record({
    period: fc.constantFrom('rolling' as const, 'calendarYear' as const),
    graceDays: fc.constantFrom(0, 7, 30),
    noticeDays: fc.constantFrom(0, 14, 30),
    downgrade: fc.constantFrom('oneStep' as const, 'toQualified' as const),
  }),
  orders: fc.array(fc.record({ after: fc.integer({ min: 0, max: 1_300 }), yuan: fc.integer({ min: 1, max: 6_000 }) }), {
    maxLength: 12,
  }),
  lateDays: fc.constantFrom(0, 0, 1, 40),
});

test('whatever is bought, nobody goes down sooner than announced, nor more than one tier at once where it says so', () => {
  fc.assert(
    fc.property(histories, ({ tiers: changes, orders, lateDays }) => {
      const tiers: TierSettings = { ...TIERS, ...changes };
      const byDay = orders.map(({ after, yuan }) => ({ day: addDays('2026-03-01', after), yuan }));
      byDay.sort((a, b) => (a.day < b.day ? -1 : 1));
      let held: Standing | undefined;
      let days: Qualifying = {};
      const announced = new Map<string, string>();
      for (let today = '2026-03-01'; today < '2030-01-01'; ) {
        const look = nextLook(held, tiers, addDays(today, -1));
        const order = byDay[0];
        const seenOn = look === undefined ? undefined : addDays(look, lateDays);
        if (order !== undefined && (seenOn === undefined || order.day <= seenOn)) {
          byDay.shift();
          today = order.day;
          const day = {
            spend: order.yuan * 100 + (days[today]?.spend ?? 0),
            points: 0,
            orders: 1 + (days[today]?.orders ?? 0),
          };
          days = { ...days, [today]: day };
          held = raiseStanding(held, days, tiers, today).standing;
        } else if (seenOn !== undefined) {
          today = seenOn;
          const before = rankOf(held?.tier, tiers.levels);
          const reviewed = reviewStanding(held, days, tiers, today);
          for (const notice of reviewed.notices) {
            if (notice.name === 'TierWillDowngrade' && !announced.has(notice.tier))
              announced.set(notice.tier, notice.on);
            if (notice.name === 'TierRenewed') announced.delete(notice.tier);
            if (notice.name !== 'TierDowngraded') continue;
            const toldOn = announced.get(notice.from);
            expect(toldOn).toBeDefined();
            expect(daysBetween(toldOn ?? '', today)).toBeGreaterThanOrEqual(tiers.noticeDays);
            announced.delete(notice.from);
            if (tiers.downgrade === 'oneStep' && reviewed.notices.length === 1) {
              expect(before - rankOf(notice.tier ?? undefined, tiers.levels)).toBe(1);
            }
          }
          if (reviewed.standing === held && reviewed.notices.length === 0) today = addDays(today, 1);
          held = reviewed.standing;
        } else break;
      }
    }),
    { numRuns: 500 },
  );
});
