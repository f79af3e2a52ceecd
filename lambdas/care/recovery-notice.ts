import type { Notice } from '../kernel/notice.ts';
import type { Recovery } from './recovery.ts';

const NAMES = {
  APOLOGISED: 'RecoveryApologised',
  COMPENSATED: 'RecoveryCompensated',
  ASKED: 'RecoveryFollowUp',
  ENDED: 'RecoveryEnded',
} as const;

/** A step of a recovery as it is told: each once, whoever takes it. @param at ISO-8601 in UTC */
export function recoveryNotice(
  { memberId, ticketId, cause }: Recovery,
  step: keyof typeof NAMES,
  at: string,
  data: Readonly<Record<string, unknown>> = {},
): Notice {
  const name = NAMES[step];
  return { memberId, noticeId: `CARE#${ticketId}#${step}`, name, occurredAt: at, data: { ticketId, cause, ...data } };
}
