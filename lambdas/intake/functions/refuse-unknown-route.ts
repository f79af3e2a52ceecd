import { apiFunction } from '../../kernel/http/api-function.ts';
import { HttpProblem } from '../../kernel/http/problem.ts';

export const handler = apiFunction([], async ({ requestContext: { http } }) => {
  const given = `${http.method} ${http.path}`;
  throw new HttpProblem(404, { code: 'ROUTE_UNKNOWN', title: 'there is no such route', given });
});
