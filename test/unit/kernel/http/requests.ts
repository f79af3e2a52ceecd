import type { ApiRequest } from '../../../../lambdas/kernel/http/request.ts';

/** A request as the gateway sends it; `body` undefined means that there is none. */
export function requestWith(body: string | undefined, headers: Readonly<Record<string, string>> = {}): ApiRequest {
  const http = { method: 'POST', path: '/v1/track', protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' };
  return {
    version: '2.0',
    routeKey: 'POST /v1/track',
    rawPath: '/v1/track',
    rawQueryString: '',
    headers,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'api.example',
      domainPrefix: 'api',
      http,
      requestId: 'request-1',
      routeKey: 'POST /v1/track',
      stage: '$default',
      time: '03/Feb/2026:04:05:06 +0000',
      timeEpoch: 1_770_091_506_000,
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded: false,
  };
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');
