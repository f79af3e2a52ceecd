import { createHmac, timingSafeEqual } from 'node:crypto';
import { epochSeconds } from '../clock.ts';

export const SIGNATURE_HEADER = 'x-holdfast-signature';
/** How old a signature may be, and how far the caller's clock may be ahead. */
const AGE_SECONDS_MAX = 300;
/** More than one, so that a caller may sign with the old and the new secret while it changes them. */
const SIGNATURES_MAX = 8;

/** What a caller has to send, for the answer to one that did not. */
export const SIGNATURE_EXPECTED =
  `${SIGNATURE_HEADER}: t=<unix seconds>,v1=<hex of HMAC-SHA256 over "<t>." and the body's bytes as sent>, ` +
  `made within ${AGE_SECONDS_MAX} seconds`;

interface SignatureHeader {
  /** As it was written, which is what is signed. */
  readonly seconds: string;
  readonly signatures: readonly string[];
}

/** The value of the header for a body, as a platform's server makes it. */
export function signatureHeader(body: Buffer, signingSecret: string, at: Date): string {
  const seconds = String(epochSeconds(at));
  return `t=${seconds},v1=${hmac(seconds, body, signingSecret).toString('hex')}`;
}

/**
 * What is wrong with the signature of a body (its bytes as they came, before they are unpacked), in words; undefined if
 * nothing is. The same request may come twice within its time: what it says is found by its ids, and has one effect.
 */
export function signatureFault(
  header: string | undefined,
  body: Buffer,
  signingSecret: string,
  now: Date,
): string | undefined {
  if (header === undefined) return 'no signature';
  const read = readHeader(header);
  if (read === undefined) return 'a header that can not be read';
  const ageSeconds = epochSeconds(now) - Number(read.seconds);
  if (ageSeconds > AGE_SECONDS_MAX) return `a signature ${ageSeconds} seconds old`;
  if (ageSeconds < -AGE_SECONDS_MAX) return `a signature ${-ageSeconds} seconds ahead`;
  const expected = hmac(read.seconds, body, signingSecret);
  const isOne = read.signatures.some((signature) => timingSafeEqual(Buffer.from(signature, 'hex'), expected));
  return isOne ? undefined : 'a signature of something else, or made with another secret';
}

/** Exactly one time and at least one signature; parts with other names are for versions to come. */
function readHeader(header: string): SignatureHeader | undefined {
  const parts = header.split(',').map((part) => part.trim());
  const valuesOf = (name: string) =>
    parts.filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
  const [seconds, ...more] = valuesOf('t');
  const signatures = valuesOf('v1');
  if (seconds === undefined || more.length > 0 || !/^\d{1,15}$/.test(seconds)) return undefined;
  if (signatures.length === 0 || signatures.length > SIGNATURES_MAX) return undefined;
  return signatures.every((signature) => /^[0-9a-f]{64}$/i.test(signature)) ? { seconds, signatures } : undefined;
}

function hmac(seconds: string, body: Buffer, signingSecret: string): Buffer {
  return createHmac('sha256', signingSecret).update(`${seconds}.`).update(body).digest();
}
