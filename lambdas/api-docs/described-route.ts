import type { ApiRoute, RefusalDescription } from '../kernel/api-route.ts';

/** What opens a route: an operator's key with a scope, a platform's write key, or nothing. */
export type RouteAccess =
  | { readonly kind: 'operator'; readonly scope: ApiRoute['scope'] }
  | { readonly kind: 'writeKey' }
  | { readonly kind: 'public' };

/** A refusal by the rules or by what stands before them; only a description needs to know both. */
export interface DescribedRefusal {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

/** A route as the description needs it, whoever may call it. */
export interface DescribedRoute extends Pick<ApiRoute, 'method' | 'path' | 'group' | 'summary' | 'status' | 'answer'> {
  readonly description?: string;
  readonly access: RouteAccess;
  readonly isIdempotent: boolean;
  readonly parameters: ApiRoute['parameters'];
  readonly query: ApiRoute['query'];
  readonly body?: NonNullable<ApiRoute['body']>;
  /** Under this name the body's schema is a component, because several routes take it. */
  readonly bodyName?: string;
  /** A body to show; without one it is made from the schema, and holds what that requires. */
  readonly bodyExample?: unknown;
  /** Media types of the body. */
  readonly bodyTypes: readonly string[];
  /** Under this name the answer's schema is a component, because several routes give it. */
  readonly answerName?: string;
  /** Whether it also answers as CSV. */
  readonly hasCsv?: boolean;
  readonly refusals: readonly DescribedRefusal[];
  /** Method and path of the route that this one is another address of. */
  readonly sameAs?: Pick<ApiRoute, 'method' | 'path'>;
}

/** What holds for all routes of a group. */
export interface DescribedGroup {
  readonly name: string;
  readonly description: string;
}

/** An operator's route; its refusals come with their codes as names. */
export function describeApiRoute(route: ApiRoute): DescribedRoute {
  const { scope, refusals, ...same } = route;
  return {
    ...same,
    access: { kind: 'operator', scope },
    isIdempotent: route.isIdempotent ?? false,
    bodyTypes: ['application/json'],
    refusals: Object.entries(refusals).map(([code, refusal]: [string, RefusalDescription]) => ({ code, ...refusal })),
  };
}
