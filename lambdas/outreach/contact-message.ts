export const CHANNELS = ['email', 'sms', 'webhook'] as const;
export type Channel = (typeof CHANNELS)[number];

/**
 * `transactional` answers what a member just asked for; `service` tells what the member has to know, such as points that
 * expire; `marketing` is everything else.
 */
export type MessageClass = 'transactional' | 'service' | 'marketing';

/** A message that somebody wants to send to a member. */
export interface ContactMessage {
  readonly memberId: string;
  /** Member, journey, version, entry and step: sent once. */
  readonly messageKey: string;
  readonly channel: Channel;
  /** What it is about, and what is consented to. */
  readonly topic: string;
  readonly class: MessageClass;
  /** Higher goes first; then what is expected of it, in minor units. */
  readonly priority: number;
  readonly expectedValue: number;
  /** ISO-8601 in UTC: after that it is of no use. */
  readonly validUntil: string;
  /** What it is for, if anything: a journey that has ended, or whose goal is met, sends nothing more. */
  readonly journey?: { readonly isLive: boolean; readonly isGoalMet: boolean } | undefined;
}
