import { isDeepStrictEqual } from 'node:util';
import { BusyError } from '../kernel/busy-error.ts';
import { noticeOfReturn, type ReturnSettings } from './member-return.ts';
import { emptyProfile, mergeProfiles, type Profile } from './profile.ts';
import type { ProfileStore } from './profile-store.ts';

const ATTEMPTS_MAX = 10;

/**
 * Adds what events say to a member's profile, or to that of whom it was merged into, in one write; what it says already
 * is not written. Where `returns` say so, it is told that a member came again after a long time.
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
      const notice = returns && noticeOfReturn(known, profile, returns);
      if ((await profiles.replace(kept, profile, { notice })) === 'KEPT') return;
    }
    throw new BusyError(`the profile of member ${memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };

export type FoldProfile = ReturnType<typeof createFoldProfile>;
