import { daysBetween } from '../kernel/calendar.ts';
import type { Notice } from '../kernel/notice.ts';
import type { Profile } from './profile.ts';

/**
 * That a member came again after more than so many days without a visit, as a notice; undefined where it was not away, or
 * what is told happened before the last visit that is known.
 */
export function noticeOfReturn(known: Profile, next: Profile, awayDays: number): Notice | undefined {
  const [before, now] = [known.activeDays?.last, next.activeDays?.last];
  if (before === undefined || now === undefined || next.lastSeenAt === undefined) return undefined;
  const silence = daysBetween(before, now);
  if (silence <= awayDays) return undefined;
  return {
    memberId: next.memberId,
    noticeId: `RETURNED#${now}`,
    name: 'MemberReturned',
    occurredAt: next.lastSeenAt,
    data: { day: now, silentDays: silence },
  };
}
