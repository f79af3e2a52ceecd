import { expect, test } from 'vitest';
import { birthdayOf, comeBirthday, nextBirthdayAt } from '../../../lambdas/intake/birthday.ts';

const contactOf = (birthday: unknown) => ({
  traits: { birthday: { value: birthday as string, at: '2026-01-01T00:00:00.000Z' } },
});
const next = (
  birthday: string,
  today: string,
  changes: { readonly toldYear?: number; readonly isKnown?: boolean } = {},
) =>
  nextBirthdayAt(birthday, { now: new Date(`${today}T04:00:00Z`), timeZone: 'UTC', isKnown: true, ...changes }).slice(
    0,
    10,
  );

test.each([
  { birthday: '03-01', today: '2026-02-10', day: '2026-03-01' },
  { birthday: '02-10', today: '2026-02-10', day: '2026-02-10' },
  { birthday: '02-05', today: '2026-02-10', day: '2026-02-05' },
  { birthday: '02-01', today: '2026-02-10', day: '2027-02-01' },
  { birthday: '12-31', today: '2026-01-02', day: '2025-12-31' },
  { birthday: '02-29', today: '2026-02-10', day: '2026-02-28' },
  { birthday: '02-29', today: '2028-02-10', day: '2028-02-29' },
  { birthday: '02-29', today: '2028-03-20', day: '2029-02-28' },
])('on $today a birthday of $birthday that was waited for is $day', ({ birthday, today, day }) => {
  expect(next(birthday, today)).toBe(day);
});

test('one that is told for the first time is not told late', () => {
  expect(next('02-05', '2026-02-10', { isKnown: false })).toBe('2027-02-05');
  expect(next('02-10', '2026-02-10', { isKnown: false })).toBe('2026-02-10');
});

test('one that was told in a year comes again in the next', () => {
  expect(next('02-10', '2026-02-10', { toldYear: 2026 })).toBe('2027-02-10');
  expect(next('05-05', '2026-02-10', { toldYear: 2026 })).toBe('2027-05-05');
  expect(next('12-31', '2026-01-02', { toldYear: 2025 })).toBe('2026-12-31');
});

test.each([
  { value: '1990-02-10', birthday: '02-10' },
  { value: '0001-02-10', birthday: '02-10' },
  { value: '2026-03-01', birthday: undefined },
  { value: null, birthday: undefined },
  { value: 5, birthday: undefined },
])('of $value the birthday is $birthday', ({ value, birthday }) => {
  expect(birthdayOf(contactOf(value), '2026-02-10')).toBe(birthday);
});

test('a birthday begins with its day in the programme’s zone, not before, and is over after a week', () => {
  const contact = { memberId: 'm-1', traits: {}, place: {}, version: 1, dueAt: '2026-02-09T16:00:00.000Z' };
  const come = (at: string) => comeBirthday(contact, new Date(at), 'Asia/Shanghai')?.day;
  expect(come('2026-02-09T15:59:59.999Z')).toBeUndefined();
  expect(come('2026-02-09T16:00:00.000Z')).toBe('2026-02-10');
  expect(come('2026-02-17T15:59:59.999Z')).toBe('2026-02-10');
  expect(come('2026-02-17T16:00:00.000Z')).toBeUndefined();
});
