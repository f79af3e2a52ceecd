import { ok, type Result, refuse } from './result.ts';

/**
 * `server` may send every event; `client` ships in pages and apps, so it is public; `operator` opens the routes for
 * people and tools, as far as its scopes go.
 */
export const API_KEY_KINDS = ['server', 'client', 'operator'] as const;
export type ApiKeyKind = (typeof API_KEY_KINDS)[number];

/** What an operator's key may be allowed to do, from least to most. */
export const SCOPES = ['read', 'write', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

export interface ApiKey {
  readonly keyId: string;
  readonly kind: ApiKeyKind;
  readonly scopes: readonly Scope[];
  /**
   * Shared with the platform's server, never with a page or an app. Of a client key it makes identity tokens; a server
   * key that has one takes signed requests only.
   */
  readonly signingSecret?: string;
}

/** A key as an operator sees it: everything but the secrets, which nobody has but its user. */
export interface ListedApiKey extends Omit<ApiKey, 'signingSecret'> {
  /** Whether every request with this key has to be signed. */
  readonly signed: boolean;
  /** ISO-8601 in UTC. */
  readonly createdAt: string;
  /** ISO-8601 in UTC; a revoked key opens nothing, at the latest a minute later. */
  readonly revokedAt: string | undefined;
}

/** What somebody wants a new key to be. */
export interface ApiKeyWish {
  readonly kind: ApiKeyKind;
  readonly scopes?: readonly Scope[] | undefined;
  /** Whether every request with the key is to be signed; server keys only. */
  readonly signed?: boolean | undefined;
}

/** A key just made, and the secret that stands for it: the only time that anybody sees it. */
export interface IssuedApiKey {
  readonly secret: string;
  readonly key: ApiKey;
}

export type ApiKeyRefusal =
  | { readonly code: 'SCOPES_NOT_FOR_KIND'; readonly expected: string; readonly given: string }
  | { readonly code: 'SIGNED_NOT_FOR_KIND'; readonly expected: string; readonly given: string };

const KEY_ID_BYTES = 6;
const SECRET_BYTES = 32;

/** Makes a key with its secrets out of `random`, a source of so many unpredictable bytes. */
export function issueApiKey(wish: ApiKeyWish, random: (bytes: number) => Buffer): Result<IssuedApiKey, ApiKeyRefusal> {
  const { kind, scopes: wished = [], signed = false } = wish;
  if (kind !== 'operator' && wished.length > 0) {
    return refuse({ code: 'SCOPES_NOT_FOR_KIND', expected: 'scopes for operator keys only', given: kind });
  }
  if (kind !== 'server' && signed) {
    return refuse({ code: 'SIGNED_NOT_FOR_KIND', expected: 'signed requests for server keys only', given: kind });
  }
  const newSecret = (name: string) => `hf_${name}_${random(SECRET_BYTES).toString('base64url')}`;
  const keyId = `${kind}-${random(KEY_ID_BYTES).toString('hex')}`;
  const scopes = SCOPES.filter((scope) => wished.includes(scope));
  const secret = newSecret(kind);
  if (kind === 'client') return ok({ secret, key: { keyId, kind, scopes, signingSecret: newSecret('identity') } });
  if (signed) return ok({ secret, key: { keyId, kind, scopes, signingSecret: newSecret('signing') } });
  return ok({ secret, key: { keyId, kind, scopes } });
}

/** Whether every request with this key has to be signed. A client key is public: who has it could not sign. */
export function mustSign({ kind, signingSecret }: ApiKey): boolean {
  return kind !== 'client' && signingSecret !== undefined;
}

/** Whether scopes allow what needs one: whoever may write may read, whoever administers may both. */
export function opensScope(scopes: readonly Scope[], needed: Scope): boolean {
  const least = SCOPES.indexOf(needed);
  return scopes.some((scope) => SCOPES.indexOf(scope) >= least);
}
