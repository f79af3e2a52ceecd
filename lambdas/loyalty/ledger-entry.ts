/** What an entry does to the balance. Nothing is ever edited: what was wrong is put right by a further entry. */
export type EntryKind =
  | 'EARN_PENDING'
  | 'RELEASE'
  | 'SPEND'
  | 'REVERSE_EARN'
  | 'REFUND_SPEND'
  | 'EXPIRE'
  | 'REINSTATE'
  | 'ADJUST';

/** Where points of a member are, and the two sums that only look back. All in whole points. */
export const BUCKETS = [
  'pending',
  'active',
  'spent',
  'expired',
  'negative',
  'lifetimeEarned',
  'tierQualifying',
] as const;

export type Bucket = (typeof BUCKETS)[number];

/** What an entry adds to each bucket it touches; below zero, what it takes. */
export type Deltas = Readonly<Partial<Record<Bucket, number>>>;

export interface LedgerEntry {
  readonly memberId: string;
  /** Derived from the cause, so that one cause has one entry. */
  readonly entryId: string;
  readonly kind: EntryKind;
  readonly deltas: Deltas;
  readonly orderId: string;
  /** ISO-8601 in UTC: when it happened in the world, and when it was written down. */
  readonly occurredAt: string;
  readonly recordedAt: string;
  /** Digest of the event behind it: the same cause with other content is found out by it. */
  readonly causeHash?: string;
}

export const earnEntryId = (orderId: string): string => `EARN#${orderId}`;
export const releaseEntryId = (orderId: string): string => `RELEASE#${orderId}`;
