import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

export type ApiResponse = APIGatewayProxyStructuredResultV2;

/** What is wrong with a request, as problem+json (RFC 9457) tells it. */
export interface Problem {
  /** What a program decides on, such as `BODY_UNREADABLE`. */
  readonly code: string;
  /** For people: what is wrong. */
  readonly title: string;
  /** Where in the body, as a JSON path. */
  readonly path?: string;
  readonly expected?: string;
  readonly given?: string;
}

/** A request that can't be served as it is; thrown where going on makes no sense, and shown to the caller. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly status: number;
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, problem: Problem, headers: Readonly<Record<string, string>> = {}) {
    super(problem.title);
    this.status = status;
    this.problem = problem;
    this.headers = headers;
  }
}

export function json(status: number, body: unknown): ApiResponse {
  return { statusCode: status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** A table for a spreadsheet; `name` is that of the file. */
export function csv(name: string, text: string): ApiResponse {
  const headers = {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.csv"`,
  };
  return { statusCode: 200, headers, body: text };
}

export function problemResponse({ status, problem, headers }: HttpProblem): ApiResponse {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify({ type: 'about:blank', status, ...problem }),
  };
}
