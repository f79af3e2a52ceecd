import type { SendAnswer } from './channel.ts';

/** What an AWS client throws, as far as it tells what became of a message. */
interface ProviderFault {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const TOO_FAST = new Set(['Throttling', 'ThrottlingException', 'ThrottledException', 'TooManyRequestsException']);
/** What is wrong with this message, or with its address. */
const REJECTED = new Set([
  'MessageRejected',
  'InvalidParameterValue',
  'InvalidParameter',
  'InvalidParameterException',
  'InvalidParameterValueException',
  'OptedOut',
  'OptedOutException',
]);
/** Of messages that are refused because of the sender, who would be refused with the next one too. */
const NOT_SENDING = /not verified|sending (is )?(paused|suspended)/i;
const TOO_MANY_REQUESTS = 429;
/** The request never left this machine. */
const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Reads from what a provider's client threw whether the message may have been sent. Only an answer that says no, or no
 * connection at all, is a no; everything else may have been a yes whose answer was lost.
 */
export function readProviderFault(error: unknown): SendAnswer {
  const { name = '', message = '', code = '', $metadata } = (error ?? {}) as ProviderFault;
  if (NEVER_LEFT.has(code)) return { kind: 'TOO_FAST' };
  const status = $metadata?.httpStatusCode ?? 0;
  if (TOO_FAST.has(name) || status === TOO_MANY_REQUESTS) {
    return /quota/i.test(message) ? { kind: 'QUOTA_USED' } : { kind: 'TOO_FAST' };
  }
  if (name === 'LimitExceeded' || name === 'LimitExceededException') return { kind: 'QUOTA_USED' };
  if (REJECTED.has(name) && !NOT_SENDING.test(message)) return { kind: 'REJECTED', reason: name };
  // Paused, not permitted, not verified: no message would go, so it is not this one's fault.
  if (status >= 400 && status < 500) return { kind: 'PAUSED', reason: name };
  return { kind: 'UNKNOWN', reason: name === '' ? 'the client failed' : name };
}

/** What became of the one call that gives a message to a provider. */
export async function readProviderAnswer(
  call: Promise<{ readonly MessageId?: string | undefined }>,
): Promise<SendAnswer> {
  try {
    const { MessageId } = await call;
    return { kind: 'SENT', providerId: MessageId ?? '' };
  } catch (error) {
    return readProviderFault(error);
  }
}
