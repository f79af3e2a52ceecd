import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ApiKey } from '../api-key.ts';
import { bodyText, unreadable } from './body.ts';
import { isNestedDeeperThan } from './json-depth.ts';

const NESTING_MAX = 32;

/** A request as the gateway sends it, with what the middlewares found out about it. */
export interface ApiRequest extends APIGatewayProxyEventV2 {
  /** The parsed body; set by `jsonBody`. */
  json?: unknown;
  /** Whose request it is; set by `apiKeyCheck`. */
  apiKey?: ApiKey;
}

/** The parsed body, within the limits of size and nesting. Throws a problem that says which was not kept. */
export function parseJsonBody(request: APIGatewayProxyEventV2): unknown {
  const text = bodyText(request);
  if (text === '') throw unreadable('a JSON object', 'an empty body');
  if (isNestedDeeperThan(text, NESTING_MAX)) throw unreadable(`at most ${NESTING_MAX} levels`, 'deeper nesting');
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own words quote the body, and what is in it may be personal.
    const [where] = /at position \d+/.exec(String(error)) ?? ['somewhere'];
    throw unreadable('a JSON object', `no JSON ${where}`);
  }
}

/** The key a caller presents: the user name of HTTP Basic, a bearer token, or `writeKey` in the body. */
export function presentedSecret({ headers, json }: ApiRequest): string | undefined {
  const [scheme = '', credentials = ''] = (headers['authorization'] ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() === 'basic') return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0];
  const writeKey = (json as { writeKey?: unknown } | null | undefined)?.writeKey;
  return typeof writeKey === 'string' ? writeKey : undefined;
}
