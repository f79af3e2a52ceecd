import { createHash } from 'node:crypto';
import type { ApiResponse } from './problem.ts';

export interface PageRights {
  /** The one script that the page may run. */
  readonly script?: string | undefined;
  /** Origins, or schemes, that the answer to its form may lead to, beside its own. */
  readonly formTargets?: readonly string[] | undefined;
}

/** A page that loads nothing and is shown nowhere else; a browser holds it to that. Its address stays with whoever has it. */
export function page(status: number, body: string, { script, formTargets = [] }: PageRights = {}): ApiResponse {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    ...(script === undefined ? [] : [`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`]),
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  return { statusCode: status, headers, body };
}

/** On to another address, by GET. */
export const redirect = (url: string): ApiResponse => ({
  statusCode: 303,
  headers: { location: url, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
});
