import type { Notice } from '../../../lambdas/kernel/notice.ts';
import type { Profile } from '../../../lambdas/members/profile.ts';
import type { KeptProfile, ProfileStore } from '../../../lambdas/members/profile-store.ts';

/** Profiles in memory, under the condition that the table's are kept under; `wait` holds up each access. */
export function memoryProfiles(wait: (name: string) => Promise<unknown> = async () => undefined) {
  const kept = new Map<string, KeptProfile>();
  const notices: Notice[] = [];
  let writeCount = 0;
  const store: ProfileStore = {
    profile: (memberId) => wait(`read ${memberId}`).then(() => kept.get(memberId)),
    replace: (previous, profile, { forwardTo, notices: given = [] } = {}) =>
      wait(`write ${profile.memberId}`).then(() => {
        const { memberId } = profile;
        const version = previous?.version ?? 0;
        const known = kept.get(memberId);
        if ((known?.version ?? 0) !== version || known?.forwardTo !== undefined) return 'CHANGED_MEANWHILE';
        writeCount += 1;
        kept.set(memberId, { profile, version: version + 1, forwardTo });
        notices.push(...given);
        return 'KEPT';
      }),
  };
  return {
    store,
    kept,
    notices,
    profile: (memberId: string): Profile | undefined => kept.get(memberId)?.profile,
    writeCount: () => writeCount,
  };
}
