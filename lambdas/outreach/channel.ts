import type { Channel, MessageClass } from './contact-message.ts';
import type { Language } from './language.ts';
import type { RenderedMessage } from './message-rendering.ts';

/** A message on its way out: the only place where an address and a text meet. */
export interface OutgoingMessage {
  readonly memberId: string;
  readonly messageKey: string;
  readonly messageId: string;
  readonly topic: string;
  readonly class: MessageClass;
  /** ISO-8601 in UTC: when that happened which it follows from. */
  readonly occurredAt: string;
  readonly language: Language;
  readonly address: string;
  readonly content: RenderedMessage;
  /** Where one click unsubscribes; absent where there is nothing to unsubscribe from. */
  readonly unsubscribeUrl?: string | undefined;
}

/** What a provider said, and what it means for the message. */
export type SendAnswer =
  /** Taken: from now on the provider's. */
  | { readonly kind: 'SENT'; readonly providerId: string }
  /** Not sent, and never will be. */
  | { readonly kind: 'REJECTED'; readonly reason: string }
  /** Not sent; the provider takes fewer in a second. */
  | { readonly kind: 'TOO_FAST' }
  /** Not sent; the provider takes no more today. */
  | { readonly kind: 'QUOTA_USED' }
  /** Not sent; the provider sends nothing of ours until a person has done something. */
  | { readonly kind: 'PAUSED'; readonly reason: string }
  /** Perhaps not taken; the receiver knows the message again, so it can be sent again. */
  | { readonly kind: 'NOT_TAKEN'; readonly reason: string; readonly retryAfterSeconds?: number | undefined }
  /** Perhaps sent, perhaps not: it is not sent again. */
  | { readonly kind: 'UNKNOWN'; readonly reason: string };

/** The one attempt to send; whatever the provider does is an answer. */
export type SendOnce = () => Promise<SendAnswer>;

export interface SendingChannel {
  /** Makes a message ready to go, ahead of its second. */
  prepare(message: OutgoingMessage): Promise<SendOnce>;
  /** How many messages a second the provider takes. */
  ratePerSecond(): Promise<number>;
}

export type SendingChannels = Readonly<Record<Channel, SendingChannel>>;
