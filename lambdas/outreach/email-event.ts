import * as z from 'zod/mini';
import type { Heard } from '../kernel/message-outcome.ts';
import { type MessageReference, readTags } from './message-tag.ts';
import type { SuppressionReason } from './suppression.ts';

const text = z.string();
const instant = z.iso.datetime();

/**
 * What SES publishes of an e-mail, as far as it matters here: the shapes are those of "Contents of event data that Amazon
 * SES publishes to Amazon SNS". Kinds that nobody asked for are not read.
 */
export const emailEvent = z.object({
  eventType: text,
  mail: z.object({
    timestamp: instant,
    messageId: text,
    destination: z.array(text),
    tags: z._default(z.record(z.string(), z.array(text)), {}),
  }),
  delivery: z.optional(z.object({ timestamp: instant })),
  open: z.optional(z.object({ timestamp: instant })),
  bounce: z.optional(z.object({ timestamp: instant, bounceType: text, bounceSubType: text })),
  complaint: z.optional(
    z.object({
      timestamp: instant,
      complaintSubType: z.optional(z.nullable(text)),
      complaintFeedbackType: z.optional(z.nullable(text)),
    }),
  ),
});

/** What SES publishes, as a plain text, when it is told to publish its events to a topic. */
export const isTopicCheck = (body: string): boolean => body.startsWith('Successfully validated SNS topic');

type EmailEvent = z.infer<typeof emailEvent>;

/** What an event tells of a message, and what follows from it. */
export interface EmailFeedback {
  /** Undefined for an e-mail that is not ours. */
  readonly message: MessageReference | undefined;
  readonly heard: Heard;
  /** ISO-8601 in UTC: when it happened; and when the message was sent. */
  readonly at: string;
  readonly sentAt: string;
  /** What it counts as for its channel. */
  readonly counts?: 'bounced' | 'complained' | undefined;
  /** Why its addresses are not written to any more. */
  readonly suppression?: SuppressionReason | undefined;
  readonly addresses: readonly string[];
}

type Meaning = Pick<EmailFeedback, 'heard' | 'at' | 'counts' | 'suppression'>;

/** SES itself holds back what goes to an address on the account's list; that is no news of the address, and no bounce. */
const HELD_BACK = 'OnAccountSuppressionList';

/** Reads an event; undefined for one that tells nothing. */
export function readEmailEvent(event: EmailEvent): EmailFeedback | undefined {
  const { mail } = event;
  const meaning = meaningOf(event);
  if (meaning === undefined) return undefined;
  // The addresses as they were written to: a report may name another one that mail was forwarded to.
  return { message: readTags(mail.tags), sentAt: mail.timestamp, addresses: mail.destination, ...meaning };
}

function meaningOf({ eventType, mail, delivery, open, bounce, complaint }: EmailEvent): Meaning | undefined {
  switch (eventType) {
    case 'Reject':
      return { heard: 'rejectedAt', at: mail.timestamp };
    case 'Delivery':
      return delivery && { heard: 'deliveredAt', at: delivery.timestamp };
    case 'Open':
      return open && { heard: 'openedAt', at: open.timestamp };
    case 'Bounce':
      return bounce && meaningOfBounce(bounce);
    case 'Complaint':
      return complaint && meaningOfComplaint(complaint);
    default:
      return undefined;
  }
}

function meaningOfBounce({ timestamp, bounceType, bounceSubType }: NonNullable<EmailEvent['bounce']>): Meaning {
  if (bounceType !== 'Permanent') return { heard: 'undeliveredAt', at: timestamp };
  if (bounceSubType === HELD_BACK) return { heard: 'undeliveredAt', at: timestamp, suppression: 'ACCOUNT_LIST' };
  return { heard: 'bouncedAt', at: timestamp, counts: 'bounced', suppression: 'BOUNCE' };
}

function meaningOfComplaint({
  timestamp,
  complaintSubType,
  complaintFeedbackType,
}: NonNullable<EmailEvent['complaint']>): Meaning | undefined {
  if (complaintSubType === HELD_BACK) return { heard: 'undeliveredAt', at: timestamp, suppression: 'ACCOUNT_LIST' };
  // Somebody took it out of the folder where it did not belong.
  if (complaintFeedbackType === 'not-spam') return undefined;
  return { heard: 'complainedAt', at: timestamp, counts: 'complained', suppression: 'COMPLAINT' };
}
