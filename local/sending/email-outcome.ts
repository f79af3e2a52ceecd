import type { SuppressionReason } from '../deployment.ts';
import type { SuppressionList } from './suppression-list.ts';

/** What becomes of an e-mail that was taken. */
export type EmailOutcome =
  | 'DELIVERED'
  | 'BOUNCED'
  | 'BOUNCED_FOR_NOW'
  | 'COMPLAINED_OF'
  | 'HELD_BACK'
  | 'REJECTED'
  /** Nothing is ever heard of it. */
  | 'LOST';

/** As with the mailbox simulator of SES, the address says what becomes of it. */
const BY_LOCAL_PART: readonly (readonly [string, EmailOutcome])[] = [
  ['suppressionlist', 'HELD_BACK'],
  ['softbounce', 'BOUNCED_FOR_NOW'],
  ['bounce', 'BOUNCED'],
  ['complaint', 'COMPLAINED_OF'],
  ['reject', 'REJECTED'],
  ['lost', 'LOST'],
];

export function decideEmailOutcome(
  address: string,
  suppressions: SuppressionList,
  suppressedReasons: readonly SuppressionReason[],
): EmailOutcome {
  const suppressed = suppressions.find(address);
  if (suppressed !== undefined && suppressedReasons.includes(suppressed.reason)) return 'HELD_BACK';
  const lowerCase = address.toLowerCase();
  return BY_LOCAL_PART.find(([start]) => lowerCase.startsWith(start))?.[1] ?? 'DELIVERED';
}
