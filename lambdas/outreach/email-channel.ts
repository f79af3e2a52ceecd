import { GetSendQuotaCommand, SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { OutgoingMessage, SendingChannel } from './channel.ts';
import { tagsOf } from './message-tag.ts';
import { readProviderAnswer } from './provider-fault.ts';

export interface EmailSettings {
  /** The sender's address, of a domain that the account has verified. */
  readonly from: string;
  readonly senderName: string;
  readonly replyTo?: string | undefined;
  readonly configurationSet: string;
  /** The programme's; the account's quota counts where it is lower. */
  readonly ratePerSecond?: number | undefined;
}

const QUOTA_KEPT_MS = 300_000;
/** Without the last of them a request that takes too long is only warned of. */
const SEND_LIMITS = { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/**
 * E-mail by SES, built by a MIME library and sent as it is. The client makes one attempt: a second one of its own might
 * be a second e-mail.
 */
export function createEmailChannel(
  settings: EmailSettings,
  client = new SESClient({ maxAttempts: 1, requestHandler: SEND_LIMITS }),
): SendingChannel {
  let quota: { readonly rate: number; readonly readAtMs: number } | undefined;
  return {
    async prepare(message) {
      const command = new SendRawEmailCommand({
        Source: settings.from,
        Destinations: [message.address],
        RawMessage: { Data: await composeEmail(message, settings) },
        ConfigurationSetName: settings.configurationSet,
        Tags: tagsOf(message),
      });
      return () => readProviderAnswer(client.send(command));
    },

    async ratePerSecond() {
      if (quota === undefined || Date.now() - quota.readAtMs > QUOTA_KEPT_MS) {
        const { MaxSendRate = 1 } = await client.send(new GetSendQuotaCommand({}));
        quota = { rate: Math.max(1, Math.floor(MaxSendRate)), readAtMs: Date.now() };
      }
      return Math.min(quota.rate, settings.ratePerSecond ?? quota.rate);
    },
  };
}

/** The e-mail as MIME, with both parts, and the headers by which mail programs offer to unsubscribe (RFC 8058). */
export function composeEmail(
  { address, content, unsubscribeUrl }: Pick<OutgoingMessage, 'address' | 'content' | 'unsubscribeUrl'>,
  { from, senderName, replyTo }: EmailSettings,
): Promise<Buffer> {
  if (content.channel !== 'email') throw new Error(`a message by ${content.channel} is no e-mail`);
  const composer = new MailComposer({
    from: { name: senderName, address: from },
    to: { name: '', address },
    ...(replyTo === undefined ? {} : { replyTo }),
    subject: content.subject,
    text: content.text,
    html: content.html,
    disableFileAccess: true,
    disableUrlAccess: true,
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(unsubscribeUrl === undefined
        ? {}
        : {
            // As an address, since nothing else keeps a prepared value to its line.
            'List-Unsubscribe': { prepared: true, value: `<${new URL(unsubscribeUrl).href}>` },
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }),
    },
  });
  return composer.compile().build();
}
