import { sha256 } from '../kernel/ids.ts';
import type { SendWebhook } from '../kernel/webhook-sender.ts';
import type { OutgoingMessage, SendingChannel } from './channel.ts';

export interface WebhookSettings {
  /** Where messages by webhook go; without it they wait until there is one. */
  readonly url: string | undefined;
  readonly secrets: readonly string[];
  readonly ratePerSecond?: number | undefined;
}

const RATE_DEFAULT = 50;
const GONE = 410;
const ID_DIGITS = 40;

/** Messages to a server of the platform, which delivers them where AWS does not: it knows a message again by its id. */
export const createWebhookChannel = (
  { url, secrets, ratePerSecond = RATE_DEFAULT }: WebhookSettings,
  post: SendWebhook,
): SendingChannel => ({
  // Signed when it goes, since a signature says when that was.
  prepare: async (message) => async () => {
    if (url === undefined) return { kind: 'PAUSED', reason: 'no webhookUrl is set' };
    const id = sha256(`${message.memberId} ${message.messageKey}`).slice(0, ID_DIGITS);
    const answer = await post({ url, secrets }, { id, body: JSON.stringify(bodyOf(id, message)) });
    if (answer.kind === 'DELIVERED') return { kind: 'SENT', providerId: id };
    if (answer.kind === 'UNREACHABLE') return { kind: 'NOT_TAKEN', reason: answer.reason };
    const { status, retryAfterSeconds } = answer;
    if (status === GONE) return { kind: 'PAUSED', reason: 'the receiver says that nobody receives here any more' };
    return { kind: 'NOT_TAKEN', reason: `answered ${status}`, retryAfterSeconds };
  },
  ratePerSecond: async () => ratePerSecond,
});

/** As docs/webhooks.md has it. */
function bodyOf(id: string, { content, ...message }: OutgoingMessage) {
  if (content.channel !== 'webhook') throw new Error(`a message by ${content.channel} is none for a webhook`);
  return {
    version: 1,
    type: 'message',
    id,
    occurredAt: message.occurredAt,
    memberId: message.memberId,
    channel: 'webhook',
    message: message.messageId,
    topic: message.topic,
    language: message.language,
    title: content.title,
    text: content.text,
    link: content.url,
  };
}
