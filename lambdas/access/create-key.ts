import { type ApiKey, type ApiKeyRefusal, type ApiKeyWish, issueApiKey, mustSign } from '../kernel/api-key.ts';
import { ok, type Result } from '../kernel/result.ts';

/** Where keys are kept. */
export interface NewKeys {
  create(secret: string, key: ApiKey): Promise<void>;
}

/** A key with its secrets, which nobody will see again. */
export interface CreatedKey extends ApiKey {
  readonly signed: boolean;
  readonly secret: string;
}

/** Makes a key out of `random` (a source of so many unpredictable bytes) and keeps it; it is good at once. */
export const createCreateKey =
  (keys: NewKeys, random: (bytes: number) => Buffer) =>
  async (wish: ApiKeyWish): Promise<Result<CreatedKey, ApiKeyRefusal>> => {
    const issued = issueApiKey(wish, random);
    if (!issued.ok) return issued;
    const { secret, key } = issued.value;
    await keys.create(secret, key);
    return ok({ ...key, signed: mustSign(key), secret });
  };
