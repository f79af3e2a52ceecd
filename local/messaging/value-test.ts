import type { Json } from '../deployment.ts';

export type Scalar = string | number | boolean | null;
export type JsonObject = { readonly [key: string]: Json };
type Test = (value: Scalar) => boolean;

export class EventPatternError extends Error {
  override readonly name = 'EventPatternError';
}

/** The test of one operator on a value that is there; `path` is the field's place in the pattern. */
export function compileOperator(operator: string, argument: Json, path: string): Test {
  switch (operator) {
    case 'prefix':
    case 'suffix':
      return isObject(argument)
        ? edgeIgnoringCase(operator, argument, path)
        : edge(operator, text(argument, operator, path));
    case 'equals-ignore-case': {
      const wanted = text(argument, operator, path).toLowerCase();
      return (value) => typeof value === 'string' && value.toLowerCase() === wanted;
    }
    case 'wildcard':
      return wildcard(text(argument, operator, path), path);
    case 'numeric':
      return numeric(argument, path);
    case 'anything-but':
      return anythingBut(argument, path);
    default:
      throw new EventPatternError(`the event pattern's operator "${operator}" at "${path}" is not supported`);
  }
}

function edge(operator: 'prefix' | 'suffix', wanted: string): Test {
  if (operator === 'prefix') return (value) => typeof value === 'string' && value.startsWith(wanted);
  return (value) => typeof value === 'string' && value.endsWith(wanted);
}

function edgeIgnoringCase(operator: 'prefix' | 'suffix', argument: JsonObject, path: string): Test {
  const [inner, wanted] = onlyField(argument, path);
  if (inner !== 'equals-ignore-case') throw badArgument(operator, path, 'a text or {"equals-ignore-case": text}');
  const test = edge(operator, text(wanted, inner, path).toLowerCase());
  return (value) => typeof value === 'string' && test(value.toLowerCase());
}

/** None of the values, or of what one operator with one or several texts matches. */
function anythingBut(argument: Json, path: string): Test {
  const [operator, inner] = isObject(argument) ? onlyField(argument, path) : [undefined, argument];
  if (operator === 'numeric' || operator === 'anything-but') {
    throw new EventPatternError(
      `the event pattern's operator "anything-but ${operator}" at "${path}" is not supported`,
    );
  }
  const values = Array.isArray(inner) ? inner : [inner];
  if (values.length === 0) throw badArgument('anything-but', path, 'at least one value');
  const tests = values.map((value) =>
    operator === undefined ? equals(scalar(value, path)) : compileOperator(operator, value, path),
  );
  return (value) => !tests.some((test) => test(value));
}

/** `*` stands for any text; a backslash takes the meaning from the `*` or backslash after it. */
function wildcard(wanted: string, path: string): Test {
  if (/(^|[^\\])(\\\\)*\*\*/.test(wanted)) throw badArgument('wildcard', path, 'no two * in a row');
  const source = wanted.replace(/\\([*\\])|(\*)|([\s\S])/g, (_, escaped?: string, star?: string, plain = '') =>
    star === undefined ? RegExp.escape(escaped ?? plain) : '[\\s\\S]*',
  );
  const regex = new RegExp(`^${source}$`);
  return (value) => typeof value === 'string' && regex.test(value);
}

const COMPARISONS: ReadonlyMap<Json | undefined, (value: number, bound: number) => boolean> = new Map([
  ['<', (value: number, bound: number) => value < bound],
  ['<=', (value: number, bound: number) => value <= bound],
  ['=', (value: number, bound: number) => value === bound],
  ['>', (value: number, bound: number) => value > bound],
  ['>=', (value: number, bound: number) => value >= bound],
]);

function numeric(argument: Json, path: string): Test {
  const terms = Array.isArray(argument) ? argument : [];
  if (terms.length !== 2 && terms.length !== 4)
    throw badArgument('numeric', path, 'one or two comparisons, such as [">", 0]');
  const tests = [0, 2].slice(0, terms.length / 2).map((index) => {
    const [operator, bound] = [terms[index], terms[index + 1]];
    const compare = COMPARISONS.get(operator);
    if (compare === undefined || typeof bound !== 'number')
      throw badArgument('numeric', path, '<, <=, =, > or >= and a number');
    return (value: number) => compare(value, bound);
  });
  if (tests.length === 2 && !isRange(terms))
    throw badArgument('numeric', path, 'a lower and then a higher upper bound');
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function isRange([lowerOperator, lower, upperOperator, upper]: readonly Json[]): boolean {
  return (
    String(lowerOperator).startsWith('>') && String(upperOperator).startsWith('<') && Number(lower) < Number(upper)
  );
}

export const equals =
  (wanted: Scalar): Test =>
  (value) =>
    value === wanted;

/** The operator of an entry, or of an operator's argument, and what it is given. */
export function onlyField(object: JsonObject, path: string): [string, Json] {
  const [first, ...others] = Object.entries(object);
  if (first === undefined || others.length > 0) {
    throw new EventPatternError(
      `the event pattern takes one operator an entry at "${path}", given ${JSON.stringify(object)}`,
    );
  }
  return first;
}

export function scalar(value: Json, path: string): Scalar {
  if (value === null || typeof value !== 'object') return value;
  throw new EventPatternError(`the event pattern takes a text, number, boolean or null at "${path}"`);
}

function text(argument: Json, operator: string, path: string): string {
  if (typeof argument === 'string') return argument;
  throw badArgument(operator, path, 'a text');
}

export function badArgument(operator: string, path: string, expected: string): EventPatternError {
  return new EventPatternError(`the event pattern's operator "${operator}" at "${path}" takes ${expected}`);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
