import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addActiveDay } from '../../../lambdas/kernel/active-days.ts';
import { addDays } from '../../../lambdas/kernel/calendar.ts';
import { noticeOfReturn } from '../../../lambdas/members/member-return.ts';
import { emptyProfile, mergeProfiles, type Profile } from '../../../lambdas/members/profile.ts';

const FIRST = '2026-03-04';
const AWAY_DAYS = 30;
const SETTINGS = { dormantDays: AWAY_DAYS, timeZone: 'Asia/Shanghai' };
const dayAt = (offset: number) => addDays(FIRST, offset);
const visitOn = (offset: number): Profile => ({
  ...emptyProfile('m-1'),
  lastSeenAt: `${dayAt(offset)}T04:00:00.000Z`,
  activeDays: addActiveDay(undefined, dayAt(offset)),
});
const afterVisit = (known: Profile, offset: number): Profile => mergeProfiles(known, visitOn(offset));
/** A visit that is told on its day, unless it is told so many days after the first. */
const told = (known: Profile, offset: number, toldOn = offset) =>
  noticeOfReturn(known, afterVisit(known, offset), dayAt(toldOn), SETTINGS);

test('who comes again after more than thirty days returned, and is told of as of the dawn of that day', () => {
  expect(told(visitOn(0), 30)).toBeUndefined();
  expect(told(visitOn(0), 31)).toEqual({
    memberId: 'm-1',
    noticeId: `RETURNED#${dayAt(31)}`,
    name: 'MemberReturned',
    occurredAt: `${dayAt(30)}T16:00:00.000Z`,
    data: { day: dayAt(31), silentDays: 31 },
  });
});

test('a first visit is no return', () => {
  expect(told(emptyProfile('m-1'), 0)).toBeUndefined();
});

test('what is told of a day before the last visit brings nobody back', () => {
  const known = afterVisit(visitOn(0), 100);
  for (const offset of [0, 50, 99, 100]) expect(told(known, offset)).toBeUndefined();
});

test('who was away by all that was known came again by a visit that is told late, though no silence was long', () => {
  const known = visitOn(0);
  expect(told(known, 16, 31)).toMatchObject({ noticeId: `RETURNED#${dayAt(16)}`, data: { silentDays: 16 } });
  expect(told(afterVisit(known, 16), 35)).toBeUndefined();
});

test('a visit that is told late brings nobody back who was not away yet, or is away still', () => {
  expect(told(visitOn(0), 16, 30)).toBeUndefined();
  expect(told(visitOn(0), 16, 46)).toBeDefined();
  expect(told(visitOn(0), 16, 47)).toBeUndefined();
});

test('whatever the visits and however often each is told, in order each return is told once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 20 }), (offsets) => {
      const days = offsets.toSorted((a, b) => a - b);
      let known = emptyProfile('m-1');
      const ids: string[] = [];
      for (const offset of days) {
        const notice = told(known, offset);
        if (notice !== undefined) ids.push(notice.noticeId);
        known = afterVisit(known, offset);
      }
      const returns = days.filter((day, index) => day - (days[index - 1] ?? day) > AWAY_DAYS);
      expect(ids).toEqual(returns.map((offset) => `RETURNED#${dayAt(offset)}`));
    }),
  );
});
