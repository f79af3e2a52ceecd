import type { DescribedRefusal, DescribedRoute } from './described-route.ts';

const refusal = (status: number, code: string, title: string): DescribedRefusal => ({ status, code, title });

const REQUEST_INVALID = refusal(400, 'REQUEST_INVALID', 'the request is not as the route wants it');
const BODY_UNREADABLE = refusal(400, 'BODY_UNREADABLE', 'the body can not be read');
const KEY_NEEDED = 'a request that moves value needs an Idempotency-Key';
const IDEMPOTENCY_KEY_MISSING = refusal(400, 'IDEMPOTENCY_KEY_MISSING', KEY_NEEDED);
const KEY_UNKNOWN = refusal(401, 'KEY_UNKNOWN', 'no valid API key');
const SIGNATURE_INVALID = refusal(401, 'SIGNATURE_INVALID', 'requests with this key have to be signed');
const KEY_KIND_WRONG = refusal(403, 'KEY_KIND_WRONG', 'this kind of key does not open this route');
const SCOPE_MISSING = refusal(403, 'SCOPE_MISSING', 'this key may not do this');
/** A route can be described before it is deployed. */
const ROUTE_UNKNOWN = refusal(404, 'ROUTE_UNKNOWN', 'there is no such route');
const BODY_TOO_LARGE = refusal(413, 'BODY_TOO_LARGE', 'the body is too large');
const ENCODING_UNKNOWN = refusal(415, 'ENCODING_UNKNOWN', 'the body is packed in an unknown way');
const INTERNAL = refusal(500, 'INTERNAL', 'something went wrong here; the request can be sent again');
const BUSY_TITLE = 'too much to do at the moment; the request had no effect and can be sent again';
const BUSY = refusal(503, 'BUSY', BUSY_TITLE);

/** What stands before the rules of a route, and may refuse its request. */
export function commonRefusals(route: DescribedRoute): readonly DescribedRefusal[] {
  const isOperators = route.access.kind === 'operator';
  const hasBody = route.body !== undefined;
  return [
    // Intake judges each event by itself, and answers 200 with what it rejected.
    ...(isOperators ? [REQUEST_INVALID] : []),
    ...(hasBody ? [BODY_UNREADABLE] : []),
    ...(route.isIdempotent ? [IDEMPOTENCY_KEY_MISSING] : []),
    ...keyRefusals(route),
    ROUTE_UNKNOWN,
    ...(hasBody ? [BODY_TOO_LARGE, ENCODING_UNKNOWN] : []),
    INTERNAL,
    BUSY,
  ];
}

function keyRefusals({ access }: DescribedRoute): readonly DescribedRefusal[] {
  switch (access.kind) {
    case 'operator':
      return [KEY_UNKNOWN, KEY_KIND_WRONG, SCOPE_MISSING];
    case 'writeKey':
      return [KEY_UNKNOWN, SIGNATURE_INVALID, KEY_KIND_WRONG];
    case 'public':
      return [];
  }
}

/** An answer that API Gateway gives by itself: `{"message": "..."}`, without a code. */
export interface GatewayAnswer {
  readonly name: string;
  readonly message: string;
  readonly description: string;
}

/** By status. What it says about effects matters to whoever sends again. */
export const GATEWAY_ANSWERS: Readonly<Record<number, GatewayAnswer>> = {
  413: {
    name: 'GatewayTooLarge',
    message: 'Request Entity Too Large',
    description: 'the request is over the 10 MB that the gateway takes',
  },
  429: {
    name: 'GatewayThrottled',
    message: 'Too Many Requests',
    description:
      'more requests a second than the deployment lets in; the request had no effect. There is no Retry-After: wait a second, then longer each time',
  },
  500: {
    name: 'GatewayFailed',
    message: 'Internal Server Error',
    description:
      'the function failed before it could answer, or the request or its answer is over the 6 MB that Lambda takes; whether there was an effect is not known',
  },
  503: {
    name: 'GatewayUnavailable',
    message: 'Service Unavailable',
    description:
      'the function could not be reached or did not answer in time; whether there was an effect is not known',
  },
  504: {
    name: 'GatewayTimedOut',
    message: 'Endpoint request timed out',
    description: 'no answer came in time; whether there was an effect is not known',
  },
};
