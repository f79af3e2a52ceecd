import { createHmac } from 'node:crypto';

/** Crockford's base 32: without i, l, o and u, which are misread. See https://www.crockford.com/base32.html */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const CODE_DIGITS = 13;
const BITS_PER_DIGIT = 5n;
const DIGEST_BITS = 256n;
const CODE = /^[0-9a-hjkmnp-tv-z]{13}$/;
const ASCII_CODE = /^[0-9A-Za-z]{13}$/;

/**
 * A code for a text, always the same: 13 digits of 5 bits, so that nobody without the secret guesses one, and of a
 * hundred million codes two are alike once in seven thousand times.
 */
export function shortCodeOf(secret: string | Uint8Array, text: string): string {
  const digest = BigInt(`0x${createHmac('sha256', secret).update(text).digest('hex')}`);
  return Array.from({ length: CODE_DIGITS }, (_, index) => {
    const shift = DIGEST_BITS - BITS_PER_DIGIT * BigInt(index + 1);
    return DIGITS[Number((digest >> shift) & 31n)];
  }).join('');
}

/** A code as it was made, even if somebody has copied it by hand (capitals, o for 0, i and l for 1); undefined for what is none. */
export function parseShortCode(text: string): string | undefined {
  // Looked at before letters are made small: some of other alphabets become a Latin one.
  if (!ASCII_CODE.test(text)) return undefined;
  const code = text.toLowerCase().replaceAll('o', '0').replace(/[il]/g, '1');
  return CODE.test(code) ? code : undefined;
}
