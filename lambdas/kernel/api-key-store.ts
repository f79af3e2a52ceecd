import { timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import type { ApiKey } from './api-key.ts';
import { sha256 } from './ids.ts';
import type { Table } from './table/client.ts';
import { getItem, putNewItem } from './table/items.ts';
import { keys } from './table/keys.ts';

export interface ApiKeys {
  /** The key that a secret stands for, or undefined. Answers are kept for a minute, refusals not at all. */
  find(secret: string): Promise<ApiKey | undefined>;
  /** Keeps a key by its secret's hash; the secret itself is nowhere. Creating the same again changes nothing. */
  create(secret: string, key: ApiKey): Promise<void>;
}

const KEPT_MS = 60_000;
const SECRET_CHARACTERS_MAX = 200;
const CACHE_MAX = 1_000;

const apiKeyItem = z.object({
  secretHash: z.string(),
  keyId: z.string(),
  kind: z.enum(['server', 'client', 'operator']),
  scopes: z.array(z.enum(['read', 'write', 'admin'])),
});

export function createApiKeys(table: Table, nowMs: () => number = () => Date.now()): ApiKeys {
  const cache = new Map<string, { readonly key: ApiKey; readonly untilMs: number }>();
  return {
    async find(secret) {
      if (secret === '' || secret.length > SECRET_CHARACTERS_MAX) return undefined;
      const hash = sha256(secret);
      const cached = cache.get(hash);
      if (cached !== undefined && cached.untilMs > nowMs()) return cached.key;
      const item = await getItem(table, keys.apiKey(hash), apiKeyItem);
      if (item === undefined || !isSame(item.secretHash, hash)) return undefined;
      const key: ApiKey = { keyId: item.keyId, kind: item.kind, scopes: item.scopes };
      if (cache.size >= CACHE_MAX) cache.clear();
      cache.set(hash, { key, untilMs: nowMs() + KEPT_MS });
      return key;
    },

    async create(secret, key) {
      const secretHash = sha256(secret);
      await putNewItem(table, { ...keys.apiKey(secretHash), entityType: 'ApiKey', ...key, secretHash });
    },
  };
}

/** In constant time: how long it takes says nothing about where two hashes differ. */
function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
