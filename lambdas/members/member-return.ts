import { daysBetween, startOfDay } from '../kernel/calendar.ts';
import type { Notice } from '../kernel/notice.ts';
import type { Profile } from './profile.ts';

export interface ReturnSettings {
  /** Without a visit for more than so many days a member was away. */
  readonly dormantDays: number;
  readonly timeZone: string;
}

/**
 * That a member came again after more than so many days without a visit, as a notice; undefined where it was not away, or
 * what is told happened before the last visit that is known. Who was away by all that was known until `today` came again,
 * too, where a visit is told late that was not so long ago: the silence before and after it may be short.
 * @param today the programme-zone date
 */
export function noticeOfReturn(
  known: Profile,
  next: Profile,
  today: string,
  { dormantDays, timeZone }: ReturnSettings,
): Notice | undefined {
  const [before, last] = [known.activeDays?.last, next.activeDays?.last];
  if (before === undefined || last === undefined) return undefined;
  const isLong = (from: string, to: string) => daysBetween(from, to) > dormantDays;
  const isBackByNow = isLong(before, today) && !isLong(last, today);
  if (!isLong(before, last) && !isBackByNow) return undefined;
  return {
    memberId: next.memberId,
    noticeId: `RETURNED#${last}`,
    name: 'MemberReturned',
    // When that day began: the same whichever of its visits is told first.
    occurredAt: new Date(startOfDay(last, timeZone)).toISOString(),
    data: { day: last, silentDays: daysBetween(before, last) },
  };
}
