import type { Json } from '../deployment.ts';

type Scalar = string | number | boolean | null;
type Test = (value: Scalar) => boolean;
type Matcher = (node: unknown) => boolean;
type JsonObject = { readonly [key: string]: Json };

export class EventPatternError extends Error {
  override readonly name = 'EventPatternError';
}

/**
 * Compiles a content filter of EventBridge, as rules, stream filters and queue filters use it. A field of the pattern
 * is an object (all of its fields match) or a list (any of its entries matches). Where the event has a list, any of
 * its elements may match; fields of one object of the pattern match within one element. Throws
 * {@link EventPatternError} for an operator that is not known.
 */
export function compilePattern(pattern: Json): (event: unknown) => boolean {
  if (!isObject(pattern)) throw new EventPatternError('an event pattern is an object');
  return compileObject(pattern, '');
}

function compileObject(pattern: JsonObject, path: string): Matcher {
  const fields = Object.entries(pattern);
  if (fields.length === 0) throw new EventPatternError(`the event pattern has an empty object at "${path}"`);
  const matchers = fields.map(([name, value]): Matcher => {
    if (name === '$or') return compileOr(value, path);
    const matches = compileField(value, path === '' ? name : `${path}.${name}`);
    return (node) => matches(isRecord(node) ? node[name] : undefined);
  });
  return (node) => elementsOf(node).some((element) => matchers.every((matches) => matches(element)));
}

function compileOr(value: Json | undefined, path: string): Matcher {
  if (!Array.isArray(value) || value.length < 2 || !value.every(isObject)) {
    throw new EventPatternError(`$or at "${path}" takes a list of at least two objects`);
  }
  const branches = value.map((branch) => compileObject(branch, path));
  return (node) => branches.some((matches) => matches(node));
}

function compileField(value: Json | undefined, path: string): Matcher {
  if (isObject(value)) return compileObject(value, path);
  if (!Array.isArray(value) || value.length === 0) {
    throw new EventPatternError(`the event pattern takes a list with entries, or an object, at "${path}"`);
  }
  const matchers = value.map((entry) => compileEntry(entry, path));
  return (node) => {
    const leaves = leavesOf(node);
    return matchers.some((matches) => matches(leaves));
  };
}

/** Matches the leaves found at a field; an absent field, an object and an empty list have none. */
function compileEntry(entry: Json, path: string): (leaves: readonly Scalar[]) => boolean {
  if (!isObject(entry)) {
    const test = equals(scalar(entry, path));
    return (leaves) => leaves.some(test);
  }
  const [operator, argument] = onlyField(entry, path);
  if (operator === 'exists') {
    if (typeof argument !== 'boolean') throw badArgument('exists', path, 'true or false');
    return (leaves) => leaves.length > 0 === argument;
  }
  // So anything-but, too, needs a value: it does not match an absent field.
  const test = compileOperator(operator, argument, path);
  return (leaves) => leaves.some(test);
}

function compileOperator(operator: string, argument: Json, path: string): Test {
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

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '=': (value, bound) => value === bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function numeric(argument: Json, path: string): Test {
  const terms = Array.isArray(argument) ? argument : [];
  if (terms.length !== 2 && terms.length !== 4)
    throw badArgument('numeric', path, 'one or two comparisons, such as [">", 0]');
  const tests = [0, 2].slice(0, terms.length / 2).map((index) => {
    const [operator, bound] = [terms[index], terms[index + 1]];
    const compare = typeof operator === 'string' ? COMPARISONS[operator] : undefined;
    if (compare === undefined || typeof bound !== 'number')
      throw badArgument('numeric', path, '<, <=, =, > or >= and a number');
    return (value: number) => compare(value, bound);
  });
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

const equals =
  (wanted: Scalar): Test =>
  (value) =>
    value === wanted;

/** What a node of the event stands for: the elements of a list, else itself; an empty list counts as absent. */
function elementsOf(node: unknown): readonly unknown[] {
  const elements = Array.isArray(node) ? node.flat(Number.POSITIVE_INFINITY) : [node];
  return elements.length === 0 ? [undefined] : elements;
}

function leavesOf(node: unknown): readonly Scalar[] {
  return elementsOf(node).filter(
    (each): each is Scalar => each !== undefined && (each === null || typeof each !== 'object'),
  );
}

function onlyField(object: JsonObject, path: string): [string, Json] {
  const [first, ...others] = Object.entries(object);
  if (first === undefined || others.length > 0) {
    throw new EventPatternError(
      `the event pattern takes one operator an entry at "${path}", given ${JSON.stringify(object)}`,
    );
  }
  return first;
}

function scalar(value: Json, path: string): Scalar {
  if (value === null || typeof value !== 'object') return value;
  throw new EventPatternError(`the event pattern takes a text, number, boolean or null at "${path}"`);
}

function text(argument: Json, operator: string, path: string): string {
  if (typeof argument === 'string') return argument;
  throw badArgument(operator, path, 'a text');
}

function badArgument(operator: string, path: string, expected: string): EventPatternError {
  return new EventPatternError(`the event pattern's operator "${operator}" at "${path}" takes ${expected}`);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
