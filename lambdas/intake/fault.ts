import * as z from 'zod/mini';
import { expectation } from '../kernel/expectation.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { CallRefusalCode } from './call.ts';

/** What a step of a path may look like; a key that a sender made of an address or a text is not repeated. */
const PLAIN_NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_-]{0,63}$/u;
/** Texts that are a code of three letters, a small number, or a date and nothing else. */
const PLAIN_VALUE =
  /^(?:[A-Z]{3}|-?\d{1,9}(?:\.\d{1,20})?(?:e[-+]?\d{1,3})?|\d{4}-\d{2}-\d{2}(?:[T ][\d:.]{1,20})?(?:Z|[-+]\d{2}:?\d{2})?)$/;

/** What is wrong with a part of a call, and where in the call. */
export interface Fault {
  readonly code: CallRefusalCode;
  readonly path: string;
  readonly expected: string;
  readonly given: string;
}

/** Reads a part of a call by its schema; the first thing that does not hold is the fault. */
export function readPart<T extends z.ZodMiniType>(schema: T, part: unknown, root: string): Result<z.infer<T>, Fault> {
  const parsed = z.safeParse(schema, part);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const steps = issue?.path ?? [];
  const value = steps.reduce<unknown>((each, step) => (each as Record<PropertyKey, unknown> | undefined)?.[step], part);
  return refuse({
    code: 'EVENT_INVALID',
    path: pathOf(root, steps),
    expected: issue ? expectation(issue) : 'something else',
    given: shown(value),
  });
}

export function pathOf(root: string, steps: readonly PropertyKey[]): string {
  const names = steps.map((step) => (typeof step === 'number' || PLAIN_NAME.test(String(step)) ? String(step) : '…'));
  return [root, ...names].join('.');
}

/**
 * What stood there, for the caller to find it. A text may be a person's wherever it stands, and the answer may end in a
 * log: so only what can't be one is repeated, and of the rest its kind and size.
 */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'boolean' || value === null || PLAIN_VALUE.test(String(value))) return JSON.stringify(value);
  return typeof value === 'string' ? `a text of ${value.length} characters` : `another ${typeof value}`;
}
