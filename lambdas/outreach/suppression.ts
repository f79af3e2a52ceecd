/** Why an address is not written to any more. `ACCOUNT_LIST`: the mail service itself does not write to it. */
export const SUPPRESSION_REASONS = ['BOUNCE', 'COMPLAINT', 'ACCOUNT_LIST', 'UNREACHABLE', 'OPERATOR'] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

export interface Suppression {
  readonly reason: SuppressionReason;
  /** ISO-8601 in UTC. */
  readonly at: string;
}
