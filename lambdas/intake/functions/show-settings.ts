import { createApiKeys } from '../../kernel/api-key-store.ts';
import { requireEnv } from '../../kernel/env.ts';
import { apiFunction } from '../../kernel/http/api-function.ts';
import { HttpProblem, json } from '../../kernel/http/problem.ts';
import { connectTable } from '../../kernel/table/client.ts';
import { describeSettings } from '../settings.ts';

const apiKeys = createApiKeys(connectTable(requireEnv('TABLE_NAME')));

export const handler = apiFunction([], async ({ pathParameters, headers, requestContext }) => {
  const secret = pathParameters?.['key'] ?? '';
  const key = await apiKeys.find(secret);
  // A server key in an address would be one in a log; that it exists is not told either.
  if (key?.kind !== 'client') throw new HttpProblem(404, { code: 'KEY_UNKNOWN', title: 'there is no such client key' });
  const protocol = headers['x-forwarded-proto'] === 'http' ? 'http' : 'https';
  const settings = describeSettings(secret, headers['host'] ?? requestContext.domainName, protocol);
  const answer = json(200, settings);
  return { ...answer, headers: { ...answer.headers, 'cache-control': 'public, max-age=300' } };
});
