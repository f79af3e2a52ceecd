import { timingSafeEqual } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { API_KEY_KINDS, type ApiKey, type ListedApiKey, mustSign, SCOPES } from './api-key.ts';
import { sha256 } from './ids.ts';
import type { Table } from './table/client.ts';
import { type Cursor, getItem, putNewItem, queryPage } from './table/items.ts';
import { keys } from './table/keys.ts';

export interface ApiKeys {
  /** The key that a secret stands for, or undefined. Answers are kept for a minute, refusals not at all. */
  find(secret: string): Promise<ApiKey | undefined>;
  /**
   * Keeps a key by its secret's hash; the secret itself is nowhere. A signing secret is kept as it is, since a hash
   * could not check a signature. Creating the same again changes nothing.
   */
  create(secret: string, key: ApiKey): Promise<void>;
  /** All keys, revoked ones too, by id; without their secrets. */
  list(): Promise<readonly ListedApiKey[]>;
  /** Revokes a key for good. Revoking again changes nothing. */
  revoke(keyId: string): Promise<'REVOKED' | 'UNKNOWN_KEY'>;
}

const KEPT_MS = 60_000;
const SECRET_CHARACTERS_MAX = 200;
const CACHE_MAX = 1_000;
const LIST_PAGE_SIZE = 100;
const LIST_PAGES_MAX = 100;

const apiKeyItem = z.object({
  secretHash: z.string(),
  keyId: z.string(),
  kind: z.enum(API_KEY_KINDS),
  scopes: z.array(z.enum(SCOPES)),
  /** An empty one would let anybody sign. */
  signingSecret: z.optional(z.string().check(z.minLength(1))),
  revokedAt: z.optional(z.iso.datetime()),
});

const listedItem = z.extend(apiKeyItem, { createdAt: z.iso.datetime() });

export function createApiKeys(table: Table, nowMs: () => number = () => Date.now()): ApiKeys {
  const cache = new Map<string, { readonly key: ApiKey; readonly untilMs: number }>();
  return {
    async find(secret) {
      if (secret === '' || secret.length > SECRET_CHARACTERS_MAX) return undefined;
      const hash = sha256(secret);
      const cached = cache.get(hash);
      if (cached !== undefined && cached.untilMs > nowMs()) return cached.key;
      const item = await getItem(table, keys.apiKey(hash), apiKeyItem);
      if (item === undefined || item.revokedAt !== undefined || !isSame(item.secretHash, hash)) return undefined;
      const key = asKey(item);
      if (cache.size >= CACHE_MAX) cache.clear();
      cache.set(hash, { key, untilMs: nowMs() + KEPT_MS });
      return key;
    },

    async create(secret, key) {
      const secretHash = sha256(secret);
      const createdAt = new Date(nowMs()).toISOString();
      const listed = keys.apiKeyList(key.keyId);
      await putNewItem(table, {
        ...keys.apiKey(secretHash),
        ...listed,
        entityType: 'ApiKey',
        ...key,
        secretHash,
        createdAt,
      });
    },

    async list() {
      const listed: ListedApiKey[] = [];
      let cursor: Cursor | undefined;
      for (let page = 0; page === 0 || (cursor !== undefined && page < LIST_PAGES_MAX); page += 1) {
        const answer = await queryKeys(table, 'GSI1PK = :list', {}, cursor);
        listed.push(...answer.items.map(asListed));
        cursor = answer.cursor;
      }
      return listed;
    },

    async revoke(keyId) {
      const { items } = await queryKeys(table, 'GSI1PK = :list AND GSI1SK = :keyId', { ':keyId': keyId });
      for (const { secretHash } of items) {
        await table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: { ...keys.apiKey(secretHash) },
            UpdateExpression: 'SET revokedAt = if_not_exists(revokedAt, :now)',
            // The index may lag behind: a key that is gone is not made anew.
            ConditionExpression: 'attribute_exists(PK)',
            ExpressionAttributeValues: { ':now': new Date(nowMs()).toISOString() },
          }),
        );
      }
      return items.length > 0 ? 'REVOKED' : 'UNKNOWN_KEY';
    },
  };
}

function queryKeys(
  table: Table,
  KeyConditionExpression: string,
  values: Readonly<Record<string, string>>,
  cursor?: Cursor,
) {
  const query = {
    IndexName: 'GSI1',
    KeyConditionExpression,
    ExpressionAttributeValues: { ':list': keys.apiKeyList('').GSI1PK, ...values },
    Limit: LIST_PAGE_SIZE,
  };
  return queryPage(table, query, listedItem, cursor);
}

function asKey({ keyId, kind, scopes, signingSecret }: z.infer<typeof apiKeyItem>): ApiKey {
  return { keyId, kind, scopes, ...(signingSecret === undefined ? {} : { signingSecret }) };
}

function asListed(item: z.infer<typeof listedItem>): ListedApiKey {
  const { keyId, kind, scopes, createdAt, revokedAt } = item;
  return { keyId, kind, scopes, signed: mustSign(asKey(item)), createdAt, revokedAt };
}

/** In constant time: how long it takes says nothing about where two hashes differ. */
function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
