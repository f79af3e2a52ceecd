import * as z from 'zod/mini';
import type { Feedback } from '../kernel/message-outcome.ts';

/** What SNS writes to its log of an SMS ("Viewing CloudWatch metrics and logs for SMS deliveries"). */
const resultLine = z.object({
  notification: z.object({ messageId: z.string() }),
  delivery: z.object({ destination: z.string(), providerResponse: z._default(z.string(), '') }),
  status: z.enum(['SUCCESS', 'FAILURE']),
});

/** What became of an SMS. */
export interface SmsResult {
  readonly providerId: string;
  readonly heard: Extract<keyof Feedback, 'deliveredAt' | 'undeliveredAt'>;
  /** ISO-8601 in UTC. */
  readonly at: string;
  /** A number that takes no SMS any more. */
  readonly unreachable?: string | undefined;
}

/** Answers that are about the number, whatever is sent to it; with others the next SMS may get through. */
const UNREACHABLE = [
  'Destination is on a blocked list',
  'Invalid phone number',
  'Phone has blocked SMS',
  'Phone is on a blocked list',
  'Phone number is opted out',
];

/** Reads a line of the log; undefined for one that is no result. */
export function readSmsResult(line: string, loggedAtMs: number): SmsResult | undefined {
  const parsed = resultLine.safeParse(readJson(line));
  if (!parsed.success) return undefined;
  const { notification, delivery, status } = parsed.data;
  const isUnreachable = status === 'FAILURE' && UNREACHABLE.includes(delivery.providerResponse);
  return {
    providerId: notification.messageId,
    heard: status === 'SUCCESS' ? 'deliveredAt' : 'undeliveredAt',
    at: new Date(loggedAtMs).toISOString(),
    unreachable: isUnreachable ? delivery.destination : undefined,
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
