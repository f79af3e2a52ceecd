import { addDays } from '../../lambdas/kernel/calendar.ts';

/** Days before a festival on which a shop feels it. */
const WARM_UP_DAYS = 15;

const LUNAR = new Intl.DateTimeFormat('en-u-ca-chinese', { month: 'numeric', day: 'numeric', timeZone: 'UTC' });

const ON_DATE: Readonly<Record<string, string>> = {
  '06-01': 'childrens-day',
  '06-18': 'june-18',
  '11-11': 'double-eleven',
};

/** By month and day of the Chinese calendar; those of a leap month have another name, and so no festival. */
const ON_LUNAR_DATE: Readonly<Record<string, string>> = {
  '1/1': 'spring-festival',
  '5/5': 'dragon-boat',
  '8/15': 'mid-autumn',
};

const known = new Map<string, string | undefined>();

/** The next festival within the days that a shop prepares for it; undefined on a plain day (yyyy-mm-dd). */
export function festivalAhead(day: string): string | undefined {
  for (let ahead = 0; ahead <= WARM_UP_DAYS; ahead += 1) {
    const festival = festivalOn(addDays(day, ahead));
    if (festival !== undefined) return festival;
  }
  return undefined;
}

/** The festival of a day. */
export function festivalOn(day: string): string | undefined {
  if (!known.has(day)) known.set(day, findFestival(day));
  return known.get(day);
}

function findFestival(day: string): string | undefined {
  const date = new Date(`${day}T12:00:00Z`);
  const isSecondSundayOfMay =
    day.slice(5, 7) === '05' && date.getUTCDay() === 0 && date.getUTCDate() >= 8 && date.getUTCDate() <= 14;
  if (isSecondSundayOfMay) return 'mothers-day';
  const parts = LUNAR.formatToParts(date);
  const part = (type: string) => parts.find((each) => each.type === type)?.value;
  return ON_DATE[day.slice(5)] ?? ON_LUNAR_DATE[`${part('month')}/${part('day')}`];
}
