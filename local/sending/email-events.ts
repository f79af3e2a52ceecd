import { randomUUID } from 'node:crypto';
import type { EmailOutcome } from './email-outcome.ts';
import { headersOf, headerValue, type MimeHeader } from './mime-head.ts';
import type { SentMessage } from './sent-message.ts';

/** An e-mail that SES took, and whom it was for. */
export interface TakenEmail {
  readonly message: SentMessage;
  readonly mime: Buffer;
  /** Without names. */
  readonly fromAddress: string;
  readonly sourceArn: string;
  readonly accountId: string;
  readonly callerName: string;
  readonly configurationSet: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** In lower case, as destinations of events name them. */
export type EmailEventType = 'send' | 'delivery' | 'bounce' | 'complaint' | 'reject';

export interface EmailEvent {
  readonly type: EmailEventType;
  readonly told: Readonly<Record<string, unknown>>;
}

const HELD_BACK_CODE =
  'Amazon SES did not send the message to this address because it is on the suppression list for your account.';

/** What is told of an e-mail to recipients of one outcome, in order, after that it was sent. */
export function eventsOfOutcome(outcome: EmailOutcome, recipients: readonly string[], atMs: number): EmailEvent[] {
  const timestamp = new Date(atMs).toISOString();
  const delivery: EmailEvent = {
    type: 'delivery',
    told: {
      timestamp,
      processingTimeMillis: 614,
      recipients,
      smtpResponse: '250 2.6.0 Message received',
      reportingMTA: 'local.smtp-out.amazonses.com',
    },
  };
  switch (outcome) {
    case 'DELIVERED':
      return [delivery];
    case 'BOUNCED':
      return [bounce('Permanent', 'General', recipients, '5.1.1', 'smtp; 550 5.1.1 user unknown', timestamp)];
    case 'BOUNCED_FOR_NOW':
      return [bounce('Transient', 'General', recipients, '4.2.2', 'smtp; 452 4.2.2 try again later', timestamp)];
    case 'HELD_BACK':
      return [bounce('Permanent', 'OnAccountSuppressionList', recipients, '5.1.1', HELD_BACK_CODE, timestamp)];
    case 'COMPLAINED_OF':
      return [delivery, complaint(recipients, timestamp)];
    case 'REJECTED':
      return [{ type: 'reject', told: { reason: 'Bad content' } }];
    case 'LOST':
      return [];
  }
}

function bounce(
  bounceType: 'Permanent' | 'Transient',
  bounceSubType: string,
  recipients: readonly string[],
  status: string,
  diagnosticCode: string,
  timestamp: string,
): EmailEvent {
  const bouncedRecipients = recipients.map((emailAddress) => {
    return { emailAddress, action: 'failed', status, diagnosticCode };
  });
  const reportingMTA = 'dns; local.smtp-out.amazonses.com';
  const told = { feedbackId: randomUUID(), bounceType, bounceSubType, bouncedRecipients, timestamp, reportingMTA };
  return { type: 'bounce', told };
}

function complaint(recipients: readonly string[], timestamp: string): EmailEvent {
  return {
    type: 'complaint',
    told: {
      feedbackId: randomUUID(),
      complaintSubType: null,
      complainedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
      timestamp,
      userAgent: 'Amazon SES Mailbox Simulator',
      complaintFeedbackType: 'abuse',
      arrivalDate: timestamp,
    },
  };
}

/** An event as SES publishes it. `mail` is that of {@link mailObject}, as JSON: all events of an e-mail share it. */
export function eventBody({ type, told }: EmailEvent, mail: string): string {
  const eventType = `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
  return `{"eventType":"${eventType}","mail":${mail},"${type}":${JSON.stringify(told)}}`;
}

/** What every event of an e-mail tells of the e-mail itself. */
export function mailObject(email: TakenEmail): Record<string, unknown> {
  const { message, fromAddress, tags } = email;
  const headers = headersOf(email.mime);
  const given = Object.entries(tags).map(([name, value]) => [name, [value]]);
  return {
    timestamp: message.sentAt,
    source: message.from,
    sourceArn: email.sourceArn,
    sendingAccountId: email.accountId,
    messageId: message.id,
    destination: message.to,
    headersTruncated: false,
    headers,
    commonHeaders: commonHeaders(headers, message.id),
    tags: {
      'ses:operation': ['SendRawEmail'],
      ...(email.configurationSet === undefined ? {} : { 'ses:configuration-set': [email.configurationSet] }),
      'ses:from-domain': [fromAddress.split('@').at(-1)],
      'ses:caller-identity': [email.callerName],
      ...Object.fromEntries(given),
    },
  };
}

function commonHeaders(headers: readonly MimeHeader[], messageId: string): Record<string, unknown> {
  const list = (name: string) => headerValue(headers, name)?.split(/, */);
  return {
    from: list('from'),
    to: list('to'),
    replyTo: list('reply-to'),
    date: headerValue(headers, 'date'),
    messageId,
    subject: headerValue(headers, 'subject'),
  };
}
