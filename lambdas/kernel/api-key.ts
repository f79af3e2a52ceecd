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
