import { isDeepStrictEqual } from 'node:util';
import { BusyError } from '../kernel/busy-error.ts';
import { noticeOfReturn } from './member-return.ts';
import { emptyProfile, mergeProfiles, type Profile } from './profile.ts';
import type { ProfileStore } from './profile-store.ts';

const ATTEMPTS_MAX = 10;

/**
 * Adds what events say to a member's profile, or to that of whom it was merged into, in one write; what it says already
 * is not written. Where it says that the member came again after more than `awayDays`, that is told.
 */
export const createFoldProfile =
  (profiles: ProfileStore, awayDays = Number.POSITIVE_INFINITY) =>
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
      const notice = noticeOfReturn(known, profile, awayDays);
      if ((await profiles.replace(kept, profile, { notice })) === 'KEPT') return;
    }
    throw new BusyError(`the profile of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };

export type FoldProfile = ReturnType<typeof createFoldProfile>;
