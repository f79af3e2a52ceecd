import { expect, test } from 'vitest';
import { describeLifecycle } from '../../../programmes/describe-lifecycle.ts';
import { findLifecycleContradictions } from '../../../programmes/lifecycle-contradiction.ts';
import { LIFECYCLE, type LifecycleProgramme, lifecycleSchema } from '../../../programmes/lifecycle-schema.ts';
import { paperCrane } from './programmes.ts';

const REMINDER = { afterDays: 0, kind: 'reminder' } as const;
const OFFER = { afterDays: 7, kind: 'offer', points: 200 } as const;
const ladder = (winBack: object = {}): LifecycleProgramme =>
  lifecycleSchema.parse({ winBack: { rungs: [REMINDER, OFFER], budgetPointsPerMonth: 1_000, ...winBack } });
const faultsOf = (lifecycle: LifecycleProgramme, isWriting = true) =>
  findLifecycleContradictions(lifecycle, isWriting).map(({ path, expected }) => `${path.join('.')}: ${expected}`);

test('what holds of a programme that says nothing of it contradicts itself nowhere', () => {
  expect(faultsOf(LIFECYCLE)).toEqual([]);
  expect(faultsOf(ladder())).toEqual([]);
});

test.each([
  [
    { personalDue: { unusualPercent: 10, daysMin: 9, daysMax: 8 } },
    'personalDue.daysMax: at least daysMin, which is 9',
  ],
  [{ dormantDays: 90 }, 'firstOrderLapsedDays: more than dormantDays, which is 90'],
  [{ lapsedDays: 89 }, 'lapsedDays: at least firstOrderLapsedDays, which is 90'],
])('the lifecycle with %j is refused, with what is expected', (change, fault) => {
  expect(faultsOf({ ...LIFECYCLE, ...change })).toEqual([fault]);
});

test.each([
  [{ rungs: [OFFER, { ...REMINDER, afterDays: 7 }] }, 'winBack.rungs.1.afterDays: more than 7, as before it'],
  [{ rungs: [REMINDER, { ...OFFER, points: 1_001 }] }, "winBack.rungs.1.points: at most the month's budget, 1000"],
  [{ windowDays: 6 }, 'winBack.windowDays: at least 7, when the last rung is due'],
])('a ladder with %j is refused, with what is expected', (change, fault) => {
  expect(faultsOf(ladder(change))).toEqual([fault]);
});

test('nobody is won back who is not written to', () => {
  expect(faultsOf(ladder(), false)).toEqual([
    'winBack: outreach beside it: nobody is won back unless they are written to',
  ]);
});

test('a budget of nothing gives nothing, and is no contradiction', () => {
  expect(faultsOf(ladder({ budgetPointsPerMonth: 0 }))).toEqual([]);
});

const sentencesOf = (lifecycle: LifecycleProgramme) => describeLifecycle({ ...paperCrane, lifecycle });

test('a lifecycle is told in sentences, with its days and its ladder', () => {
  expect(sentencesOf(ladder())).toEqual([
    'A buyer is dormant after 30 days without a visit and churned after 180 without an order (90 after a first and only one).',
    'A buyer is at risk when only 10 in a hundred alike would be silent for as long: 7 to 60 days after the last order.',
    'New members are looked for when they do nothing for 24 hours after signing up, leave an order unpaid for 3 days, or have not bought again 7 days after paying.',
    'Whoever becomes dormant or churned is won back step by step, until an order: at once a reminder; after 7 days an offer of 200 points.',
    'Offers give at most 1000 points a month; 10 % are left alone, and an order within 60 days counts.',
  ]);
});

test.each([
  ['has no ladder', LIFECYCLE],
  ['has no stage that comes on it', { ...ladder(), strategies: {} }],
])('where the programme %s, it is told that nobody is won back', (_, lifecycle) => {
  expect(sentencesOf(lifecycle).slice(3)).toEqual(['Nobody is won back.']);
});
