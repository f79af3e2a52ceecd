import type { JsonSchema, OpenApiDocument, Parameter } from './openapi.ts';

/** Problem details as RFC 9457 has them; the kernel sends no others. */
const PROBLEM: JsonSchema = {
  type: 'object',
  description: 'Why a request was not served (RFC 9457). Decide on `code`; the rest is for people.',
  properties: {
    type: { type: 'string', const: 'about:blank' },
    status: { type: 'integer', description: 'The status of the answer.' },
    code: { type: 'string', description: 'What a program decides on.' },
    title: { type: 'string', description: 'What is wrong.' },
    path: { type: 'string', description: 'Where in the request, such as `$.properties.revenue`.' },
    expected: { type: 'string' },
    given: { type: 'string' },
  },
  required: ['type', 'status', 'code', 'title'],
};

const GATEWAY_MESSAGE: JsonSchema = {
  type: 'object',
  description: 'What API Gateway answers by itself, when no function was reached or none answered.',
  properties: { message: { type: 'string' } },
  required: ['message'],
};

const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'A text of your own that stands for this one operation, such as the id of its cause. The same request with the same key gets the same answer and has no second effect.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$', minLength: 1, maxLength: 255 },
};

const SECURITY_SCHEMES: OpenApiDocument['components']['securitySchemes'] = {
  writeKey: {
    type: 'http',
    scheme: 'basic',
    description:
      'A server or client key as the user name, with an empty password. Where no header can be sent, the key may stand in the body as `writeKey`. A client key is public: it may send what the programme lists for pages and apps, and nothing that moves value.',
  },
  operatorKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'An operator key with a scope: `read`, `write` (which may read) or `admin` (which may do both).',
  },
};

/** Components that no route brings. */
export const FIXED_SCHEMAS = { Problem: PROBLEM, GatewayMessage: GATEWAY_MESSAGE };
export const FIXED_PARAMETERS = { IdempotencyKey: IDEMPOTENCY_KEY };
export { SECURITY_SCHEMES };

export const INTRODUCTION = `Events come in; points, tiers and reports go out. Bodies are JSON in UTF-8, and may be packed by gzip (\`Content-Encoding: gzip\`): at most 1 MB packed and 5 MB unpacked.

Amounts of points are integers. Instants are ISO-8601 in UTC. An answer may gain properties: ignore the ones that you do not know.

What is refused is told as \`application/problem+json\`. An answer without a \`code\` comes from API Gateway. After 429, 500, 503 and 504 send again, later each time; where an \`Idempotency-Key\` is required, with the same one.`;
