/**
 * `WAITING` for an instant; `SENT`, taken by the provider; `UNKNOWN`, perhaps: who sent it did not live to tell. The
 * others are ends without a message.
 */
export type MessageStatus = 'WAITING' | 'SENT' | 'UNKNOWN' | 'SUPPRESSED' | 'FAILED';

/** What was heard of a message; each the earliest instant that was told (ISO-8601 in UTC), but for the last click. */
export interface Feedback {
  readonly deliveredAt?: string | undefined;
  readonly openedAt?: string | undefined;
  readonly clickedAt?: string | undefined;
  readonly lastClickedAt?: string | undefined;
  /** The address takes nothing, now or later. */
  readonly bouncedAt?: string | undefined;
  /** It was not delivered, which says nothing of the next one. */
  readonly undeliveredAt?: string | undefined;
  readonly complainedAt?: string | undefined;
  /** The provider took it and did not send it. */
  readonly rejectedAt?: string | undefined;
}

/** What can be told of a message; its last click is the latest of those. */
export type Heard = Exclude<keyof Feedback, 'lastClickedAt'>;

/** All that can be heard of a message. */
export const HEARD = [
  'deliveredAt',
  'openedAt',
  'clickedAt',
  'lastClickedAt',
  'bouncedAt',
  'undeliveredAt',
  'complainedAt',
  'rejectedAt',
] as const satisfies readonly (keyof Feedback)[];

/**
 * A message's status by what was kept and what was heard of it, in whatever order: who sent it may not have lived to
 * tell, but the provider knows.
 */
export function statusHeard(kept: MessageStatus, { rejectedAt, ...heard }: Feedback): MessageStatus {
  if (kept !== 'SENT' && kept !== 'UNKNOWN') return kept;
  if (rejectedAt !== undefined) return 'FAILED';
  return Object.values(heard).some((at) => at !== undefined) ? 'SENT' : kept;
}

/** What came back of an order that a message is credited with stands beside the credit, each return under this and its entry. */
export const RETURN_PREFIX = 'return ';
