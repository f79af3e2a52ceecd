import { isDeepStrictEqual } from 'node:util';
import { BusyError } from '../kernel/busy-error.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { followToEnd } from '../kernel/follow-member.ts';
import type { Notice } from '../kernel/notice.ts';
import { noticeOfReturn, type ReturnSettings } from './member-return.ts';
import { emptyProfile, mergeProfiles, type Profile } from './profile.ts';
import type { ProfileStore } from './profile-store.ts';
import { noticeOfSignUp } from './sign-up.ts';

/** What makes a change of a profile worth telling. */
export interface TellingSettings extends ReturnSettings {
  readonly clock: Clock;
}

const ATTEMPTS_MAX = 10;

/**
 * Adds what events say to a member's profile, or to that of whom it was merged into, in one write; what it says already
 * is not written. With `telling` it is told that a member who was known came again after a long time, or signed up.
 */
export const createFoldProfile =
  (profiles: ProfileStore, telling?: TellingSettings) =>
  async (memberId: string, told: readonly Profile[]): Promise<void> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const { memberId: target, kept } = await followToEnd((id) => profiles.profile(id), memberId);
      const known = kept?.profile ?? emptyProfile(target);
      const profile = told.reduce(mergeProfiles, known);
      if (isDeepStrictEqual(profile, known)) return;
      const notices = kept === undefined || telling === undefined ? [] : noticesOf(known, profile, telling);
      if ((await profiles.replace(kept, profile, { notices })) === 'KEPT') return;
    }
    throw new BusyError(`the profile of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };

export type FoldProfile = ReturnType<typeof createFoldProfile>;

function noticesOf(known: Profile, next: Profile, { clock, ...returns }: TellingSettings): readonly Notice[] {
  const today = dayOf(clock().getTime(), returns.timeZone);
  const notices = [noticeOfReturn(known, next, today, returns), noticeOfSignUp(known, next)];
  return notices.filter((notice) => notice !== undefined);
}
