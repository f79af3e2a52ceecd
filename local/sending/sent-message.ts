import { randomUUID } from 'node:crypto';
import { decodeWords } from 'postal-mime';
import { headersOf, headerValue } from './mime-head.ts';

/** Where something goes: to a mailbox, a telephone, a server outside, or a topic. */
export type SentTo = 'email' | 'sms' | 'webhook' | 'topic';

export interface SentMessageInput {
  readonly channel: SentTo;
  readonly from?: string | undefined;
  readonly to: readonly string[];
  readonly subject?: string | undefined;
  /** The text of an SMS, the body of a webhook; of an e-mail the whole MIME message. */
  readonly body: string | Buffer;
  /** What its kind of sending carries beside: tags and configuration set, attributes, or method, headers and status. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Something that was sent. What an e-mail says is read when it is looked at: most never are. */
export class SentMessage {
  readonly id: string;
  readonly channel: SentTo;
  /** Milliseconds since the epoch, on the moved clock. */
  readonly sentAtMs: number;
  readonly from: string | undefined;
  readonly to: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly raw: string | Buffer;
  readonly #subject: string | undefined;

  constructor(input: SentMessageInput, sentAtMs: number) {
    this.id = messageId(input.channel, sentAtMs);
    this.channel = input.channel;
    this.sentAtMs = sentAtMs;
    this.from = input.from;
    this.to = input.to;
    this.details = input.details ?? {};
    this.raw = input.body;
    this.#subject = input.subject;
  }

  get sentAt(): string {
    return new Date(this.sentAtMs).toISOString();
  }

  get body(): string {
    return this.raw.toString();
  }

  get bytes(): number {
    return this.raw.length;
  }

  get subject(): string | undefined {
    if (this.#subject !== undefined || this.channel !== 'email') return this.#subject;
    const header = headerValue(headersOf(Buffer.from(this.raw)), 'subject');
    return header === undefined ? undefined : decodeWords(header);
  }

  /** As the inbox lists it: an e-mail's text is in the message itself. */
  summary(): Record<string, unknown> {
    const { id, channel, sentAt, from, to, subject, details } = this;
    const body = channel === 'email' ? undefined : this.body;
    return { id, channel, sentAt, at: sentAt, from, to, subject, body, details };
  }
}

/** As SES and SNS make them; they never come again, after a restart neither. */
function messageId(channel: SentTo, sentAtMs: number): string {
  if (channel !== 'email') return randomUUID();
  return `0102${Math.trunc(sentAtMs).toString(16).padStart(12, '0')}-${randomUUID()}-000000`;
}
