import { isDeepStrictEqual } from 'node:util';
import { BusyError } from '../kernel/busy-error.ts';
import type { Notice } from '../kernel/notice.ts';
import { noticeOfReturn, type ReturnSettings } from './member-return.ts';
import { emptyProfile, mergeProfiles, type Profile } from './profile.ts';
import type { ProfileStore } from './profile-store.ts';
import { noticeOfSignUp } from './sign-up.ts';

const ATTEMPTS_MAX = 10;

/**
 * Adds what events say to a member's profile, or to that of whom it was merged into, in one write; what it says already
 * is not written. Where `returns` say so, it is told that a member who was known came again after a long time, or signed up.
 */
export const createFoldProfile =
  (profiles: ProfileStore, returns?: ReturnSettings) =>
  async (memberId: string, told: readonly Profile[]): Promise<void> => {
    let target = memberId;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const kept = await profiles.profile(target);
      if (kept?.forwardTo !== undefined) {
        target = kept.forwardTo;
        continue;
      }
      const known = kept?.profile ?? emptyProfile(target);
      const profile = told.reduce(mergeProfiles, known);
      if (isDeepStrictEqual(profile, known)) return;
      const notices = kept === undefined || returns === undefined ? [] : noticesOf(known, profile, returns);
      if ((await profiles.replace(kept, profile, { notices })) === 'KEPT') return;
    }
    throw new BusyError(`the profile of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };

export type FoldProfile = ReturnType<typeof createFoldProfile>;

const noticesOf = (known: Profile, next: Profile, returns: ReturnSettings): readonly Notice[] =>
  [noticeOfReturn(known, next, returns), noticeOfSignUp(known, next)].filter((notice) => notice !== undefined);
