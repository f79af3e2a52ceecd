import { expect, test } from 'vitest';
import { reportCohorts } from '../../../lambdas/insight/cohort-report.ts';
import { Tally } from '../../../lambdas/insight/counts.ts';
import { Figures } from '../../../lambdas/insight/figures.ts';
import { itemCounts } from '../../../lambdas/insight/item-counts.ts';
import { reportKpis } from '../../../lambdas/insight/kpi-report.ts';
import { listPeriods } from '../../../lambdas/insight/reporting-period.ts';
import { profileOfEvent } from '../../../lambdas/members/event-profile.ts';
import { mergeProfiles, type Profile } from '../../../lambdas/members/profile.ts';
import { memberEvent } from '../members/events.ts';

const SETTINGS = { timeZone: 'Asia/Shanghai', currency: 'CNY' };

/** What a member's visits make of the profile, each an instant in UTC. */
const visiting = (memberId: string, ...instants: readonly string[]): Profile =>
  instants
    .map((timestamp) => profileOfEvent(memberId, memberEvent({ userId: memberId, timestamp }), SETTINGS))
    .reduce(mergeProfiles);

/** Profiles as figures, by the rule that the stream counts with. */
function figuresOf(profiles: readonly Profile[]): Figures {
  const tally = new Tally();
  for (const profile of profiles) {
    tally.addAll(
      itemCounts({ ...profile, entityType: 'Profile' }, SETTINGS.timeZone, (error) => {
        throw error;
      }),
    );
  }
  const months = Map.groupBy(tally.counts(), ([key]) => key.split('#', 2).join('#'));
  return new Figures(
    [...months].map(([nameAndPeriod, counters]) => {
      const [name, period = ''] = nameAndPeriod.split('#');
      const figures = new Map(counters.map(([key, total]) => [key.slice(nameAndPeriod.length + 1), total]));
      return { name: name as 'cohort', period, figures };
    }),
  );
}

/*
 * Worked out by hand, in days of Shanghai (UTC+8):
 *   ann    2 March; back on 3 March (16:30 UTC of the 2nd is already the 3rd)      first return 1, last 1
 *   ben    2 March; back on 9 March and 10 May                                    first return 7, last 69
 *   cho    2 March; never back, though twice that day
 *   dan    31 March (late in the day, UTC); back on 30 April                       first return 30, last 30
 *   eve    5 April; back on 6 April
 */
const ann = visiting('ann', '2026-03-02T01:00:00.000Z', '2026-03-02T16:30:00.000Z');
const ben = visiting('ben', '2026-03-01T16:00:00.000Z', '2026-03-09T04:00:00.000Z', '2026-05-10T04:00:00.000Z');
const cho = visiting('cho', '2026-03-02T01:00:00.000Z', '2026-03-02T15:59:59.999Z');
const dan = visiting('dan', '2026-03-31T15:00:00.000Z', '2026-04-30T04:00:00.000Z');
const eve = visiting('eve', '2026-04-05T04:00:00.000Z', '2026-04-06T04:00:00.000Z');
const everybody = [ann, ben, cho, dan, eve];

const months = listPeriods('month', '2026-03-01', '2026-04-30');
const report = (profiles: readonly Profile[], today: string) => reportCohorts(figuresOf(profiles), months, today);
const values = (retained: readonly { readonly day: number; readonly value: number | null }[]) =>
  Object.fromEntries(retained.map(({ day, value }) => [day, value]));

test('bounded retention is any return in day 1 to n, unbounded one on or after day n', () => {
  const [march, april] = report(everybody, '2027-01-01').cohorts;
  expect(march).toMatchObject({ cohort: '2026-03', size: 4 });
  expect(values(march?.bounded ?? [])).toEqual({ 1: 1 / 4, 7: 2 / 4, 30: 3 / 4, 60: 3 / 4, 90: 3 / 4 });
  expect(values(march?.unbounded ?? [])).toEqual({ 1: 3 / 4, 7: 2 / 4, 30: 2 / 4, 60: 1 / 4, 90: 0 });
  expect(april).toMatchObject({ cohort: '2026-04', size: 1 });
  expect(values(april?.bounded ?? [])).toEqual({ 1: 1, 7: 1, 30: 1, 60: 1, 90: 1 });
});

test('a day is complete once it has passed for the last of the cohort, and only then', () => {
  // The 30th day after 31 March is 30 April.
  const completeOn = (today: string) =>
    report(everybody, today)
      .cohorts[0]?.bounded.filter(({ isComplete }) => isComplete)
      .map(({ day }) => day);
  expect(completeOn('2026-04-30')).toEqual([1, 7]);
  expect(completeOn('2026-05-01')).toEqual([1, 7, 30]);
  expect(completeOn('2026-04-01')).toEqual([]);
});

test('the mean leaves out cohorts that are incomplete, and weighs the others by their size', () => {
  // On 10 May 30 days have passed for March and not for April; 7 days for both.
  const { mean } = report(everybody, '2026-05-10');
  expect(mean.bounded.slice(0, 4)).toEqual([
    { day: 1, value: 2 / 5, size: 5 },
    { day: 7, value: 3 / 5, size: 5 },
    { day: 30, value: 3 / 4, size: 4 },
    { day: 60, value: null, size: 0 },
  ]);
});

test('curves end where days are incomplete', () => {
  const [march] = report(everybody, '2026-05-10').cohorts;
  expect(march?.curve.at(0)).toEqual({ day: 0, bounded: 0, unbounded: 1 });
  expect(march?.curve.at(-1)).toMatchObject({ day: 39 });
});

test('a late event before the first one known moves a member to another cohort, with all returns', () => {
  const earlier = mergeProfiles(eve, visiting('eve', '2026-03-30T04:00:00.000Z'));
  const [march, april] = report([ann, ben, cho, dan, earlier], '2027-01-01').cohorts;
  expect(march?.size).toBe(5);
  expect(april).toMatchObject({ size: 0, curve: [] });
  // From 30 March the visit of 5 April is a return on day 6, that of the 6th on day 7.
  expect(values(march?.bounded ?? [])).toMatchObject({ 1: 1 / 5, 7: 3 / 5, 30: 4 / 5 });
  expect(values(march?.unbounded ?? [])).toMatchObject({ 7: 3 / 5, 30: 2 / 5 });
});

test('a returned parcel is no visit: what a server tells of a member leaves retention as it is', () => {
  const told = profileOfEvent(
    'cho',
    memberEvent({ userId: 'cho', event: 'Order Returned', timestamp: '2026-03-05T04:00:00.000Z' }),
    SETTINGS,
  );
  expect(report([ann, ben, mergeProfiles(cho, told), dan, eve], '2027-01-01')).toEqual(report(everybody, '2027-01-01'));
});

test('the KPI of a period is the cohort of it, and the interval is the mean over visits that have one before', () => {
  const kpis = reportKpis(figuresOf(everybody), 'month', months, '2027-01-01', {
    'retention-30': { target: 0.4, milestones: [0.32] },
  });
  const kpi = (id: string) => kpis.find((each) => each.id === id);
  expect(kpi('retention-30')).toMatchObject({ target: 0.4, milestones: [0.32], mean: 4 / 5 });
  expect(kpi('retention-30')?.periods[0]).toMatchObject({
    period: '2026-03',
    numerator: 3,
    denominator: 4,
    isComplete: true,
  });
  // March: ann after 1 day, ben after 7. April: dan after 30, eve after 1.
  expect(kpi('visit-interval')?.periods.map(({ value }) => value)).toEqual([4, 15.5]);
  expect(kpi('engaged-ratio')?.periods[0]).toMatchObject({ numerator: 0, denominator: 4 });
});
