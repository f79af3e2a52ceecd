import type { DescribedRefusal, DescribedRoute } from './described-route.ts';
import type { MediaType, Reference, Response } from './openapi.ts';
import { commonRefusals, GATEWAY_ANSWERS, type GatewayAnswer } from './route-refusals.ts';

/** The refusals of a route, and those of them that other routes share: components by name. */
export interface RefusalResponses {
  readonly responses: Readonly<Record<string, Response | Reference>>;
  readonly shared: Readonly<Record<string, Response>>;
}

/** Everything but the good answer of a route, by status. What no rule of its own adds to is a shared component. */
export function refusalResponses(route: DescribedRoute): RefusalResponses {
  const common = commonRefusals(route);
  const statuses = [...common, ...route.refusals].map(({ status }) => status);
  const all = [...new Set([...statuses, ...Object.keys(GATEWAY_ANSWERS).map(Number)])].sort((a, b) => a - b);
  const responses: Record<string, Response | Reference> = {};
  const shared: Record<string, Response> = {};
  for (const status of all) {
    const own = route.refusals.filter((refusal) => refusal.status === status);
    const others = common.filter(
      (refusal) => refusal.status === status && !own.some(({ code }) => code === refusal.code),
    );
    const gateway = GATEWAY_ANSWERS[status];
    const response = describeResponse([...own, ...others], gateway);
    const name = [...others.map(({ code }) => pascalCase(code)), ...(gateway ? [gateway.name] : [])].join('Or');
    if (own.length === 0) shared[name] = response;
    responses[status] = own.length === 0 ? { $ref: `#/components/responses/${name}` } : response;
  }
  return { responses, shared };
}

function describeResponse(refusals: readonly DescribedRefusal[], gateway: GatewayAnswer | undefined): Response {
  const titles = refusals.map(({ code, title }) => `\`${code}\`: ${title}`);
  const fromGateway = gateway ? [`Without a code, from the gateway: ${gateway.description}`] : [];
  const codes = new Set(refusals.map(({ code }) => code));
  return {
    description: [...titles, ...fromGateway].map((line) => `${line}.`).join('\n\n'),
    ...headersOf(codes),
    content: {
      ...(refusals.length > 0 ? { 'application/problem+json': problemContent(refusals) } : {}),
      ...(gateway ? { 'application/json': gatewayContent(gateway) } : {}),
    },
  };
}

function problemContent(refusals: readonly DescribedRefusal[]): MediaType {
  const codes = { type: 'string', enum: refusals.map(({ code }) => code) };
  const examples = refusals.map(({ code, title, status }) => [
    code,
    { summary: title, value: { type: 'about:blank', status, code, title } },
  ]);
  return {
    schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: codes } }] },
    examples: Object.fromEntries(examples),
  };
}

const gatewayContent = ({ message, description }: GatewayAnswer): MediaType => ({
  schema: { $ref: '#/components/schemas/GatewayMessage' },
  examples: { gateway: { summary: description, value: { message } } },
});

function headersOf(codes: ReadonlySet<string>): Pick<Response, 'headers'> {
  const text = { type: 'string' };
  if (codes.has('BUSY')) {
    const description = 'Seconds to wait; absent when the answer is the gateway’s.';
    return { headers: { 'Retry-After': { description, schema: { type: 'integer', minimum: 0 } } } };
  }
  if (codes.has('KEY_UNKNOWN')) {
    return { headers: { 'WWW-Authenticate': { description: 'How a key is presented.', schema: text } } };
  }
  return {};
}

const pascalCase = (code: string): string =>
  code
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('');
