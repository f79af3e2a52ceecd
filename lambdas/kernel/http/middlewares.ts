import type middy from '@middy/core';
import { type ApiKeyKind, mustSign, opensScope, type Scope } from '../api-key.ts';
import type { ApiKeys } from '../api-key-store.ts';
import { BusyError } from '../busy-error.ts';
import type { Clock } from '../clock.ts';
import { logger } from '../log.ts';
import { rawBody } from './body.ts';
import { type ApiResponse, HttpProblem, problemResponse } from './problem.ts';
import { type ApiRequest, parseJsonBody, presentedSecret } from './request.ts';
import { SIGNATURE_EXPECTED, SIGNATURE_HEADER, signatureFault } from './signature.ts';

type Middleware = middy.MiddlewareObj<ApiRequest, ApiResponse>;

const RETRY_AFTER_SECONDS = '2';
/** A 401 names a way to do better (RFC 9110, 11.6.1). The key itself was right, so it is not asked for again. */
const CHALLENGE = { 'www-authenticate': `Signature realm="holdfast", header="${SIGNATURE_HEADER}"` };
const BUSY_ERRORS = new Set(['ThrottlingException', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded']);

/** Turns what was thrown into problem+json: problems are shown, busy is a 503, the rest a plain 500. */
export function problemResponses(): Middleware {
  return {
    onError: (request) => {
      const { error } = request;
      if (error instanceof HttpProblem) {
        request.response = problemResponse(error);
        return;
      }
      logger.error('request failed', { error: error as Error, requestId: request.event.requestContext.requestId });
      request.response = problemResponse(isBusy(error) ? busy() : unknownFault());
    },
  };
}

/** Parses the body into `json`. */
export function jsonBody(): Middleware {
  return {
    before: ({ event }) => {
      event.json = parseJsonBody(event);
    },
  };
}

/** Lets only known keys of some kinds in, and sets `apiKey`. Comes after `jsonBody`, since the body may hold the key. */
export function apiKeyCheck(apiKeys: Pick<ApiKeys, 'find'>, kinds: readonly ApiKeyKind[]): Middleware {
  return {
    before: async ({ event }) => {
      const secret = presentedSecret(event);
      const key = secret === undefined ? undefined : await apiKeys.find(secret);
      if (key === undefined) {
        const given = secret === undefined ? 'no key' : 'an unknown key';
        const expected = 'a key as the user name of HTTP Basic, or as writeKey in the body';
        const challenge = { 'www-authenticate': 'Basic realm="holdfast"' };
        throw new HttpProblem(401, { code: 'KEY_UNKNOWN', title: 'no valid API key', expected, given }, challenge);
      }
      if (!kinds.includes(key.kind)) {
        const title = 'this kind of key does not open this route';
        throw new HttpProblem(403, { code: 'KEY_KIND_WRONG', title, expected: kinds.join(' or '), given: key.kind });
      }
      event.apiKey = key;
    },
  };
}

/** Lets requests with a key that must sign in only if they are signed. Comes after `apiKeyCheck`, which finds the key. */
export function signatureCheck(clock: Clock): Middleware {
  return {
    before: ({ event }) => {
      const { apiKey } = event;
      if (apiKey === undefined) throw new Error('a check of signatures comes after the check of keys');
      const { signingSecret } = apiKey;
      if (signingSecret === undefined || !mustSign(apiKey)) return;
      const given = signatureFault(event.headers[SIGNATURE_HEADER], rawBody(event), signingSecret, clock());
      if (given === undefined) return;
      const title = 'requests with this key have to be signed';
      throw new HttpProblem(401, { code: 'SIGNATURE_INVALID', title, expected: SIGNATURE_EXPECTED, given }, CHALLENGE);
    },
  };
}

/** Lets only operators' keys of a scope in, and sets `apiKey`. */
export function scopeCheck(apiKeys: Pick<ApiKeys, 'find'>, scope: Scope): Middleware {
  const { before: checkKey } = apiKeyCheck(apiKeys, ['operator']);
  return {
    before: async (request) => {
      await checkKey?.(request);
      const scopes = request.event.apiKey?.scopes ?? [];
      if (opensScope(scopes, scope)) return;
      const title = 'this key may not do this';
      throw new HttpProblem(403, { code: 'SCOPE_MISSING', title, expected: scope, given: scopes.join(', ') || 'none' });
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof BusyError || (error instanceof Error && BUSY_ERRORS.has(error.name));
}

function busy(): HttpProblem {
  const title = 'too much to do at the moment; the request had no effect and can be sent again';
  return new HttpProblem(503, { code: 'BUSY', title }, { 'retry-after': RETRY_AFTER_SECONDS });
}

function unknownFault(): HttpProblem {
  return new HttpProblem(500, { code: 'INTERNAL', title: 'something went wrong here; the request can be sent again' });
}
