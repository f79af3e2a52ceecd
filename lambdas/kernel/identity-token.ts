import { createHmac, timingSafeEqual } from 'node:crypto';

const TOKEN = /^[0-9a-f]{64}$/i;

/** The token by which a platform's server vouches for one of its users: HMAC-SHA256 of the user id, 64 hex digits. */
export function identityToken(userId: string, signingSecret: string): string {
  return createHmac('sha256', signingSecret).update(userId, 'utf8').digest('hex');
}

/**
 * Whether a token is the one that the platform's server made for this user with this client key's signing secret. Takes
 * whatever came in the request, and the same time wherever two tokens differ.
 */
export function isIdentityToken(token: unknown, userId: string, signingSecret: string): boolean {
  // Anybody can make the token of an empty secret; a lone surrogate would share its token with another user id.
  if (signingSecret === '' || userId === '' || !userId.isWellFormed()) return false;
  if (typeof token !== 'string' || !TOKEN.test(token)) return false;
  return timingSafeEqual(Buffer.from(token, 'hex'), Buffer.from(identityToken(userId, signingSecret), 'hex'));
}
