import { createHmac, timingSafeEqual } from 'node:crypto';
import { epochSeconds } from './clock.ts';

/** Standard Webhooks 1.0.0: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export interface WebhookHeaders {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
}

const SECRET_PREFIX = 'whsec_';
const SECRET_BYTES_MIN = 24;
const SECRET_BYTES_MAX = 64;
/** The old one and the new one, while the receiver changes over. */
const SECRETS_MAX = 2;
/** Visible ASCII. A full stop would let an id and a time be read in two ways. */
const ID = /^[!-\-/-~]{1,256}$/;
/** How old a signature may be, and how far the other clock may be ahead. */
const TOLERANCE_SECONDS = 300;
const SIGNATURES_MAX = 8;
const SIGNATURE_BYTES = 32;

export const isWebhookId = (id: string): boolean => ID.test(id);

/** Whether a text is `whsec_` and 24 to 64 bytes in base64, written in the one way there is. */
export const isWebhookSecret = (secret: string): boolean => keyOf(secret) !== undefined;

/**
 * The headers of one attempt: the time is the attempt's, the id the message's. Throws for an id that can't be signed
 * safely and for secrets that are none, without telling them.
 * @param secrets one, or two while they are changed: each gets its signature, in their order
 */
export function signWebhook(message: {
  readonly id: string;
  readonly body: string;
  readonly at: Date;
  readonly secrets: readonly string[];
}): WebhookHeaders {
  const { id, body, at, secrets } = message;
  if (!isWebhookId(id)) {
    throw new Error(`a webhook's id is 1 to 256 visible ASCII characters without a full stop, given: ${id}`);
  }
  const seconds = String(epochSeconds(at));
  const signatures = keysOf(secrets).map((key) => `v1,${hmac(key, id, seconds, body).toString('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signatures.join(' ') };
}

/**
 * Whether a body was signed by one of the secrets within five minutes of now.
 * @param request its headers by their names in lower case, and its body as it came: read and written again it is another text
 */
export function verifyWebhook(request: {
  readonly headers: { readonly [Name in keyof WebhookHeaders]?: string | undefined };
  readonly body: string | Uint8Array;
  readonly secrets: readonly string[];
  readonly now: Date;
}): boolean {
  const { headers, body, secrets, now } = request;
  const id = headers['webhook-id'] ?? '';
  const seconds = headers['webhook-timestamp'] ?? '';
  const signatures = (headers['webhook-signature'] ?? '').split(' ');
  if (!isWebhookId(id) || !/^\d{1,12}$/.test(seconds) || signatures.length > SIGNATURES_MAX) return false;
  if (Math.abs(epochSeconds(now) - Number(seconds)) > TOLERANCE_SECONDS) return false;
  const expected = keysOf(secrets).map((key) => hmac(key, id, seconds, body));
  return signatures.flatMap(signatureBytes).some((given) => expected.some((each) => timingSafeEqual(given, each)));
}

/** A signature of a version that is known; the others are for receivers who know them. */
function signatureBytes(signature: string): Buffer[] {
  if (!signature.startsWith('v1,')) return [];
  const bytes = Buffer.from(signature.slice('v1,'.length), 'base64');
  return bytes.length === SIGNATURE_BYTES ? [bytes] : [];
}

function keysOf(secrets: readonly string[]): readonly Buffer[] {
  if (secrets.length === 0 || secrets.length > SECRETS_MAX) {
    throw new Error(`a webhook has 1 to ${SECRETS_MAX} secrets, given: ${secrets.length}`);
  }
  return secrets.map((secret) => {
    const key = keyOf(secret);
    if (key !== undefined) return key;
    const bytes = `${SECRET_BYTES_MIN} to ${SECRET_BYTES_MAX} bytes`;
    throw new Error(`a webhook's secret is ${SECRET_PREFIX} and ${bytes} in base64; one is not`);
  });
}

function keyOf(secret: string): Buffer | undefined {
  if (!secret.startsWith(SECRET_PREFIX)) return undefined;
  const written = secret.slice(SECRET_PREFIX.length);
  const key = Buffer.from(written, 'base64');
  if (key.toString('base64') !== written) return undefined;
  return key.length >= SECRET_BYTES_MIN && key.length <= SECRET_BYTES_MAX ? key : undefined;
}

function hmac(key: Buffer, id: string, seconds: string, body: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest();
}
