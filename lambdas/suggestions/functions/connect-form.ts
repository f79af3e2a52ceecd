import { randomBytes } from 'node:crypto';
import { requireEnv } from '../../kernel/env.ts';
import type { ApiRequest } from '../../kernel/http/request.ts';
import { programme } from '../../kernel/programme.ts';
import { readSecret } from '../../kernel/secret.ts';
import { languageOf } from '../../outreach/index.ts';
import type { FormSettings } from '../show-suggestion-form.ts';

const ONCE_BYTES = 16;

if (programme.outreach === undefined) throw new Error('the programme writes to nobody');
const { shop, language: fallback } = programme.outreach;

/** Whose page is asked for, in the browser's own language, and a mark for its next form. */
export function readFormRequest({ pathParameters, headers }: ApiRequest) {
  const [preferred] = (headers['accept-language'] ?? '').split(/[,;]/);
  return {
    token: pathParameters?.['token'] ?? '',
    language: languageOf(preferred?.replace('*', ''), fallback),
    once: randomBytes(ONCE_BYTES).toString('hex'),
  };
}

export async function readFormSettings(): Promise<FormSettings> {
  const deriveKey = await readSecret(requireEnv('SECRET_ARN'));
  return { shop, linkKey: deriveKey('links') };
}
