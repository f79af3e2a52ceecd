import { ok, type Result, refuse } from '../kernel/result.ts';

/** Where keys are revoked. */
export interface RevocableKeys {
  revoke(keyId: string): Promise<'REVOKED' | 'UNKNOWN_KEY'>;
}

export interface RevokedKey {
  readonly keyId: string;
  readonly revoked: true;
}

export type RevokeRefusal =
  | { readonly code: 'KEY_UNKNOWN_ID'; readonly given: string }
  | { readonly code: 'KEY_IS_OWN'; readonly given: string };

/** Revokes a key, but never the one that asks: so there is always one left that administers. */
export const createRevokeKey =
  (keys: RevocableKeys) =>
  async (keyId: string, askingKeyId: string): Promise<Result<RevokedKey, RevokeRefusal>> => {
    if (keyId === askingKeyId) return refuse({ code: 'KEY_IS_OWN', given: keyId });
    const answer = await keys.revoke(keyId);
    return answer === 'REVOKED' ? ok({ keyId, revoked: true }) : refuse({ code: 'KEY_UNKNOWN_ID', given: keyId });
  };
