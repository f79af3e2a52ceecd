import type { Notice } from '../kernel/notice.ts';
import type { Profile } from './profile.ts';

/**
 * That a member signed up who was known before, by a visit or an order, as a notice; undefined where nobody told, or told
 * before. Of a member who was not known yet the profile's first write tells.
 */
export function noticeOfSignUp(known: Profile, { memberId, joinedAt }: Profile): Notice | undefined {
  if (known.joinedAt !== undefined || joinedAt === undefined) return undefined;
  return { memberId, noticeId: 'SIGNED_UP', name: 'MemberSignedUp', occurredAt: joinedAt, data: {} };
}
