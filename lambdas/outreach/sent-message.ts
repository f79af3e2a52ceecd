import { sha256 } from '../kernel/ids.ts';
import type { Feedback, MessageStatus } from '../kernel/message-outcome.ts';
import type { Verdict } from './contact-decision.ts';
import type { Channel, MessageClass } from './contact-message.ts';

/** A message that somebody wants to send: what it follows from, and no more. It carries ids and facts, nothing of a person. */
export interface MessageRequest {
  readonly memberId: string;
  readonly messageId: string;
  /** What it follows from, such as an event's id: of one message and one entry there is one message to a member. */
  readonly entry: string;
  /** ISO-8601 in UTC: when that happened. */
  readonly occurredAt: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What became of a message. */
export interface KeptMessage {
  readonly memberId: string;
  readonly messageKey: string;
  readonly messageId: string;
  /** Of the definition that it was made by. */
  readonly definitionVersion: number;
  readonly channel: Channel;
  readonly topic: string;
  readonly class: MessageClass;
  readonly status: MessageStatus;
  readonly verdict: Verdict;
  /** ISO-8601 in UTC: when it was decided last. */
  readonly decidedAt: string;
  readonly occurredAt: string;
  readonly entry: string;
  readonly validUntil: string;
  /** Only while it waits: what its texts say. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  /** Only while it waits: when it is asked again. */
  readonly dueAt?: string | undefined;
  /** Only while it waits: how often the other side has not taken it, and since when. */
  readonly attempts?: number | undefined;
  readonly firstAttemptAt?: string | undefined;
  readonly sentAt?: string | undefined;
  readonly providerId?: string | undefined;
  /** Why it was not sent, such as a variable without a value. */
  readonly failure?: string | undefined;
  readonly feedback?: Feedback | undefined;
}

/** Of a message that waited: until when, how often the other side has not taken it, and since when. */
export type Waited = Pick<KeptMessage, 'dueAt' | 'attempts' | 'firstAttemptAt'>;

const ENTRY_DIGITS = 12;

/** The key of a message among a member's, which sorts by the time of what it follows from. */
export const messageKeyOf = ({ messageId, entry, occurredAt }: MessageRequest): string =>
  `${occurredAt}#${messageId}#${sha256(entry).slice(0, ENTRY_DIGITS)}`;

/** A message that has come to its end is not sent, whatever comes again. */
export const isSettled = ({ status }: KeptMessage): boolean => status !== 'WAITING';
