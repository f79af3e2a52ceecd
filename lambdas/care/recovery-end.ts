import { leaveOff, type MemberCare } from './member-care.ts';
import type { Recovery, RecoveryStep } from './recovery.ts';
import { recoveryNotice } from './recovery-notice.ts';

/** The end of a recovery, as it is kept in one write: the member is let go, and it is told. @param at ISO-8601 in UTC */
export const endOfRecovery = (
  recovery: Recovery,
  { next, outcome }: Extract<RecoveryStep, { kind: 'END' }>,
  care: MemberCare,
  at: string,
) => ({
  recovery: next,
  care: leaveOff(care, recovery),
  told: recoveryNotice(recovery, 'ENDED', at, { outcome }),
});
