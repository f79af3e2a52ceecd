import middy from '@middy/core';
import { problemResponses } from './middlewares.ts';
import type { ApiResponse } from './problem.ts';
import type { ApiRequest } from './request.ts';

/** A function behind the HTTP API: middlewares in order, then the handler; whatever is thrown becomes problem+json. */
export function apiFunction(
  middlewares: readonly middy.MiddlewareObj<ApiRequest, ApiResponse>[],
  handle: (request: ApiRequest) => Promise<ApiResponse>,
) {
  return middy<ApiRequest, ApiResponse>()
    .use([problemResponses(), ...middlewares])
    .handler(handle);
}
