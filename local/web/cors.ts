import type { CorsSpec } from '../deployment.ts';
import type { HttpAnswer } from './http-answer.ts';

/** The gateway's own answer to a preflight request; no function is asked. */
export function preflight(cors: CorsSpec, origin: string): HttpAnswer {
  if (!isAllowed(cors, origin)) return { status: 204, headers: {}, cookies: [], body: '' };
  const headers = {
    ...corsHeaders(cors, origin),
    'access-control-allow-methods': cors.allowMethods.join(','),
    'access-control-allow-headers': cors.allowHeaders.join(','),
    'access-control-max-age': String(cors.maxAgeSeconds),
  };
  return { status: 204, headers, cookies: [], body: '' };
}

/** What the gateway adds to an answer for a page of an allowed origin. */
export function corsHeaders(cors: CorsSpec, origin: string | undefined): Record<string, string> {
  if (origin === undefined || !isAllowed(cors, origin)) return {};
  return {
    'access-control-allow-origin': cors.allowOrigins.includes('*') ? '*' : origin,
    ...(cors.exposeHeaders.length === 0 ? {} : { 'access-control-expose-headers': cors.exposeHeaders.join(',') }),
    ...(cors.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    vary: 'Origin',
  };
}

function isAllowed(cors: CorsSpec, origin: string): boolean {
  return cors.allowOrigins.includes('*') || cors.allowOrigins.includes(origin);
}
