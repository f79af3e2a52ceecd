import { expect, test } from 'vitest';
import { type Privilege, privilegesOf } from '../../../lambdas/loyalty/privilege.ts';

const named = { en: 'Members', zh: '会员' };
const privilege = (when: Privilege['when'], changes: Partial<Privilege> = {}): Privilege => ({
  id: 'p',
  kind: 'memberDay',
  name: named,
  when,
  ...changes,
});
const of = (when: Privilege['when'], now: string) =>
  privilegesOf([privilege(when)], 'gold', new Date(now), 'Asia/Shanghai').map(({ isOpen, day }) => [isOpen, day]);

const WEEK = { from: '2026-06-10T10:00', to: '2026-06-17T00:00' };

test.each([
  { of: 'a month and more before', when: WEEK, now: '2026-05-10T02:00:00Z', told: [] },
  { of: 'within a month', when: WEEK, now: '2026-05-12T02:00:00Z', told: [[false, '2026-06-10']] },
  { of: 'on its day, before it opens', when: WEEK, now: '2026-06-10T01:59:00Z', told: [[false, '2026-06-10']] },
  { of: 'at the minute it opens', when: WEEK, now: '2026-06-10T02:00:00Z', told: [[true, '2026-06-10']] },
  { of: 'in its last minute', when: WEEK, now: '2026-06-16T15:59:00Z', told: [[true, '2026-06-16']] },
  { of: 'at its end', when: WEEK, now: '2026-06-16T16:00:00Z', told: [] },
  { of: 'on a member day', when: { daysOfMonth: [18] }, now: '2026-06-18T02:00:00Z', told: [[true, '2026-06-18']] },
  { of: 'after a member day', when: { daysOfMonth: [18] }, now: '2026-06-19T02:00:00Z', told: [[false, '2026-07-18']] },
  { of: 'before a weekday', when: { weekdays: [5] }, now: '2026-06-18T02:00:00Z', told: [[false, '2026-06-19']] },
  {
    of: 'a weekday within a time that is over before it',
    when: { ...WEEK, weekdays: [3] },
    now: '2026-06-11T02:00:00Z',
    told: [],
  },
])('$of it is told as $told', ({ when, now, told }) => {
  expect(of(when, now)).toEqual(told);
});

test('a member has what is for everybody and for the tier, the soonest first', () => {
  const all = [
    privilege({ daysOfMonth: [20] }, { id: 'later' }),
    privilege({ daysOfMonth: [18] }, { id: 'gold', tiers: ['gold'] }),
    privilege({ daysOfMonth: [17] }, { id: 'diamond', tiers: ['diamond'] }),
  ];
  const idsFor = (tier: string | undefined) =>
    privilegesOf(all, tier, new Date('2026-06-16T02:00:00Z'), 'Asia/Shanghai').map(({ id }) => id);
  expect(idsFor('gold')).toEqual(['gold', 'later']);
  expect(idsFor(undefined)).toEqual(['later']);
});
