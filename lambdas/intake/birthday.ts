import { addDays, dayOf, startOfDay } from '../kernel/calendar.ts';
import type { Notice } from '../kernel/notice.ts';
import type { Contact } from './contact.ts';

/** So late a birthday is still told: after that the next one is waited for. */
const LATE_DAYS = 7;
const LEAP_DAY = '02-29';

/** The month and the day of a birthday, `mm-dd`; undefined if none is known, or the person is not born yet. */
export function birthdayOf({ traits }: Pick<Contact, 'traits'>, today: string): string | undefined {
  const value = traits['birthday']?.value;
  return typeof value === 'string' && value <= today ? value.slice(5, 10) : undefined;
}

/**
 * When a contact's next birthday begins, ISO-8601 in UTC: today's or a coming one that was not told yet. One that was
 * waited for already (`isKnown`) may be some days late.
 */
export function nextBirthdayAt(birthday: string, { now, timeZone, toldYear = 0, isKnown }: BirthdayLook): string {
  const today = dayOf(now.getTime(), timeZone);
  const first = isKnown ? addDays(today, -LATE_DAYS) : today;
  const year = Number(today.slice(0, 4));
  // The first of last year's, this year's and those after it that is neither over nor told.
  const day = [year - 1, year, year + 1, year + 2]
    .filter((each) => each > toldYear)
    .map((each) => birthdayIn(each, birthday))
    .find((each) => each >= first);
  return new Date(startOfDay(day ?? birthdayIn(year + 1, birthday), timeZone)).toISOString();
}

export interface BirthdayLook {
  readonly now: Date;
  readonly timeZone: string;
  /** The year of the birthday that was told last. */
  readonly toldYear?: number | undefined;
  readonly isKnown: boolean;
}

/** Of whoever is born on 29 February it is 28 February in common years. */
function birthdayIn(year: number, birthday: string): string {
  const isLeapYear = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return `${year}-${birthday === LEAP_DAY && !isLeapYear ? '02-28' : birthday}`;
}

/** The birthday that a contact was waiting for, if it has come and is not over for long. */
export function comeBirthday({ dueAt }: Contact, now: Date, timeZone: string): { readonly day: string } | undefined {
  if (dueAt === undefined || dueAt > now.toISOString()) return undefined;
  const day = dayOf(Date.parse(dueAt), timeZone);
  return day >= addDays(dayOf(now.getTime(), timeZone), -LATE_DAYS) ? { day } : undefined;
}

/** What is told of a birthday: the day, and not how old the member is. */
export const birthdayNotice = (memberId: string, day: string, timeZone: string): Notice => ({
  memberId,
  noticeId: `BIRTHDAY#${day.slice(0, 4)}`,
  name: 'BirthdayReached',
  occurredAt: new Date(startOfDay(day, timeZone)).toISOString(),
  data: { day },
});
