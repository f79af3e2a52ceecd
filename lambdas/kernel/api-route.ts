import * as z from 'zod/mini';
import type { Scope } from './api-key.ts';

/** A refusal as a caller sees it: a program decides on its code, a person reads the title. */
export interface RefusalDescription {
  readonly status: 403 | 404 | 409 | 413 | 422;
  readonly title: string;
}

export type RefusalDescriptions = Readonly<Record<string, RefusalDescription>>;

/**
 * A route for people and tools: what validates its requests and what describes it are one thing. Every schema is of
 * an object; the ones of parameters and query take text.
 */
export interface ApiRoute<
  Parameters extends z.ZodMiniType = z.ZodMiniType,
  Query extends z.ZodMiniType = z.ZodMiniType,
  Body extends z.ZodMiniType = z.ZodMiniType,
  Refusals extends RefusalDescriptions = RefusalDescriptions,
> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With parameters in braces: `/v1/members/{memberId}`. */
  readonly path: string;
  /** What it belongs to, as a reader of the description looks for it: `Points`. */
  readonly group: string;
  readonly summary: string;
  /** What a caller has to know beside the schemas. */
  readonly description?: string;
  /** What the caller's key must be allowed to do. */
  readonly scope: Scope;
  /** Whether it moves value, so that a request needs an `Idempotency-Key`. */
  readonly isIdempotent?: boolean;
  readonly parameters: Parameters;
  readonly query: Query;
  /** Absent where a request has no body. */
  readonly body?: Body;
  readonly status: 200 | 201;
  /** Whether it also answers as CSV, where the query says `format=csv`. */
  readonly hasCsv?: boolean;
  /** What a good answer looks like. */
  readonly answer: z.ZodMiniType;
  /** What may go wrong by the rules, by code. */
  readonly refusals: Refusals;
}

/** Keeps the types of a route's schemas and codes. */
export const apiRoute = <
  P extends z.ZodMiniType,
  Q extends z.ZodMiniType,
  B extends z.ZodMiniType,
  const R extends RefusalDescriptions,
>(
  route: ApiRoute<P, Q, B, R>,
): ApiRoute<P, Q, B, R> => route;

const ID_CHARACTERS_MAX = 128;

/** An id as it stands in a path. */
export const idParameter = z.string().check(z.minLength(1), z.maxLength(ID_CHARACTERS_MAX));

/** What a route without parameters, or without a query, takes of it. */
export const nothing = z.object({});
