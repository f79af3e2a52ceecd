/**
 * `server` may send every event; `client` ships in pages and apps, so it is public; `operator` opens the routes for
 * people and tools, as far as its scopes go.
 */
export type ApiKeyKind = 'server' | 'client' | 'operator';
export type Scope = 'read' | 'write' | 'admin';

export interface ApiKey {
  readonly keyId: string;
  readonly kind: ApiKeyKind;
  readonly scopes: readonly Scope[];
}

/** A key as an operator sees it: everything but the secret, which nobody has but its user. */
export interface ListedApiKey extends ApiKey {
  /** ISO-8601 in UTC. */
  readonly createdAt: string;
  /** ISO-8601 in UTC; a revoked key opens nothing, at the latest a minute later. */
  readonly revokedAt: string | undefined;
}

const SCOPES_FROM_LEAST: readonly Scope[] = ['read', 'write', 'admin'];

/** Whether scopes allow what needs one: whoever may write may read, whoever administers may both. */
export function opensScope(scopes: readonly Scope[], needed: Scope): boolean {
  const least = SCOPES_FROM_LEAST.indexOf(needed);
  return scopes.some((scope) => SCOPES_FROM_LEAST.indexOf(scope) >= least);
}
