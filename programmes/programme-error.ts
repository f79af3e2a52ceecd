import type * as z from 'zod/mini';
import { expectation } from '../lambdas/kernel/expectation.ts';

const GIVEN_CHARACTERS_MAX = 60;

/** What the schema's names of types are to somebody who writes a file. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['int', 'a whole number'],
  ['number', 'a whole number'],
  ['object', 'an object'],
  ['record', 'an object'],
  ['array', 'a list'],
]);

/** A programme that does not hold. Each fault is a line: where, what is expected, and what is given. */
export class ProgrammeError extends Error {
  override readonly name = 'ProgrammeError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    const lines = faults.map(oneLine);
    super(`the programme does not hold:\n${lines.join('\n')}`);
    this.faults = lines;
  }
}

/** Where parts that hold by themselves do not hold together. */
export interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly expected: string;
}

/** What a schema found wrong with a value, as the lines of a {@link ProgrammeError}. */
export function describeFaults(issues: readonly z.core.$ZodIssue[], value: unknown): string[] {
  return issues.flatMap(meant).map((issue) => {
    if (issue.code === 'unrecognized_keys') return fault(issue.path, `nothing named ${issue.keys.join(', ')}`);
    return fault(issue.path, expected(issue), givenTo(issue, value));
  });
}

/** Where a value is meant to be one of several kinds, and of only one of them it has the form, that kind's issues. */
function meant(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const forms = issue.errors.filter(([first]) => first?.code !== 'invalid_type' || first.path.length > 0);
  if (forms.length !== 1) return [issue];
  return forms.flat().flatMap((each) => meant({ ...each, path: [...issue.path, ...each.path] }));
}

/** One line of a {@link ProgrammeError}. */
export function fault(path: readonly PropertyKey[], expectation: string, given?: string): string {
  const where = path.map(stepOf).join('.') || 'programme';
  return `${where}: expected ${expectation}${given === undefined ? '' : `, but is ${given}`}`;
}

/** A name as it stands in the file, in quotes where one would not see where it ends. */
function stepOf(step: PropertyKey): string {
  const text = String(step);
  return /^\w+( \w+)*$/.test(text) ? text : JSON.stringify(text);
}

function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return KINDS.get(issue.expected) ?? issue.expected;
  // A name of a record is wrong in the way that the schema of names says.
  if (issue.code === 'invalid_key') return issue.issues.map(expected).join(' and ');
  if (issue.code === 'invalid_union' && 'options' in issue && issue.options !== undefined) {
    return issue.options.map((option) => JSON.stringify(option)).join(' or ');
  }
  return expectation(issue);
}

function givenTo(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === 'invalid_key') return shown(issue.path.at(-1));
  return shown(issue.path.reduce(memberOf, value));
}

function memberOf(value: unknown, name: PropertyKey): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<PropertyKey, unknown>)[name]
    : undefined;
}

function shown(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > GIVEN_CHARACTERS_MAX ? `${text.slice(0, GIVEN_CHARACTERS_MAX)}…` : text;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
