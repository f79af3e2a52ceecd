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
 * what is told happened before the last visit that is known.
 */
export function noticeOfReturn(
  known: Profile,
  next: Profile,
  { dormantDays, timeZone }: ReturnSettings,
): Notice | undefined {
  const [before, now] = [known.activeDays?.last, next.activeDays?.last];
  if (before === undefined || now === undefined) return undefined;
  const silence = daysBetween(before, now);
  if (silence <= dormantDays) return undefined;
  return {
    memberId: next.memberId,
    noticeId: `RETURNED#${now}`,
    name: 'MemberReturned',
    // When that day began: the same whichever of its visits is told first.
    occurredAt: new Date(startOfDay(now, timeZone)).toISOString(),
    data: { day: now, silentDays: silence },
  };
}
