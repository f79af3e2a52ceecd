import * as z from 'zod/mini';
import { expectation } from '../kernel/expectation.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { CallRefusalCode } from './call.ts';

const GIVEN_CHARACTERS_MAX = 80;

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
  return [root, ...steps.map(String)].join('.');
}

/** A value for the caller to find; texts of a person are not handed around, so what looks like an address is not shown. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.includes('@') ? 'a text with @' : text.slice(0, GIVEN_CHARACTERS_MAX);
}
