import type { Json } from '../deployment.ts';

export type Scalar = null | boolean | number | string;
type ValueTest = (value: Scalar) => boolean;
type Path = readonly string[];

const KNOWN = 'prefix, suffix, equals-ignore-case, wildcard, anything-but, numeric, exists';

/** The test of one operator on a value that is there. */
export function compileValueTest(operator: string, argument: Json, path: Path): ValueTest {
  switch (operator) {
    case 'prefix':
    case 'suffix':
      return affixTest(operator, argument, path);
    case 'equals-ignore-case':
    case 'wildcard':
      return textTest(operator, argument, path);
    case 'anything-but':
      return anythingBut(argument, path);
    case 'numeric':
      return numericTest(argument, path);
    case 'cidr':
      return fail(path, 'the operator cidr is not supported by the local run');
    default:
      return fail(path, `unknown operator "${operator}"; known: ${KNOWN}`);
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fail(path: Path, reason: string): never {
  throw new Error(`event pattern${path.length > 0 ? ` at "${path.join('.')}"` : ''}: ${reason}`);
}

function affixTest(operator: 'prefix' | 'suffix', argument: Json, path: Path): ValueTest {
  if (isObject(argument)) {
    const { 'equals-ignore-case': text, ...others } = argument;
    if (typeof text !== 'string' || Object.keys(others).length > 0) {
      fail(path, `${operator} takes a string or { "equals-ignore-case": string }`);
    }
    const test = textTest(operator, text.toLowerCase(), path);
    return (value) => typeof value === 'string' && test(value.toLowerCase());
  }
  return textTest(operator, argument, path);
}

function textTest(operator: string, argument: Json, path: Path): ValueTest {
  if (typeof argument !== 'string') fail(path, `${operator} takes a string`);
  const test = stringTest(operator, argument, path);
  return (value) => typeof value === 'string' && test(value);
}

function stringTest(operator: string, argument: string, path: Path): (value: string) => boolean {
  switch (operator) {
    case 'prefix':
      return (value) => value.startsWith(argument);
    case 'suffix':
      return (value) => value.endsWith(argument);
    case 'equals-ignore-case': {
      const wanted = argument.toLowerCase();
      return (value) => value.toLowerCase() === wanted;
    }
    case 'wildcard': {
      const expression = wildcardExpression(argument, path);
      return (value) => expression.test(value);
    }
    default:
      return fail(path, `anything-but does not take the operator "${operator}"`);
  }
}

/** `*` stands for any text; `\*` and `\\` for the characters themselves. */
function wildcardExpression(text: string, path: Path): RegExp {
  if (/(?<!\\)(?:\\\\)*\*\*/.test(text)) fail(path, `consecutive * in the wildcard "${text}"`);
  const source = text.replaceAll(/\\(.)|\*|[^\\*]+|\\$/gs, (part, escaped: string | undefined) => {
    if (part === '*') return '.*';
    if (part.startsWith('\\') && escaped !== '*' && escaped !== '\\') {
      fail(path, `in the wildcard "${text}" a backslash can only stand before * or \\`);
    }
    return (escaped ?? part).replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 's');
}

function anythingBut(argument: Json, path: Path): ValueTest {
  if (isObject(argument)) {
    const [entry, ...others] = Object.entries(argument);
    if (entry === undefined || others.length > 0) fail(path, 'anything-but takes one operator');
    const [operator, operand] = entry;
    const tests = listOf(operand).map((text) => textTest(operator, text, path));
    if (tests.length === 0) fail(path, 'anything-but takes at least one value');
    return (value) => !tests.some((test) => test(value));
  }
  const values = new Set(listOf(argument));
  const areValid = [...values].every((value) => typeof value === 'string' || typeof value === 'number');
  if (values.size === 0 || !areValid) fail(path, 'anything-but takes strings or numbers');
  return (value) => !values.has(value);
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value as Json];
}

const COMPARISONS: ReadonlyMap<Json, (a: number, b: number) => boolean> = new Map([
  ['=', (a: number, b: number) => a === b],
  ['<', (a: number, b: number) => a < b],
  ['<=', (a: number, b: number) => a <= b],
  ['>', (a: number, b: number) => a > b],
  ['>=', (a: number, b: number) => a >= b],
]);

/** One comparison, or a lower and an upper bound. */
function numericTest(argument: Json, path: Path): ValueTest {
  const parts = listOf(argument);
  const comparisons: ((value: number) => boolean)[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    const [operator = null, bound] = parts.slice(index, index + 2);
    const compare = COMPARISONS.get(operator);
    if (compare === undefined || typeof bound !== 'number') {
      fail(path, `numeric takes comparisons (=, <, <=, >, >=) with a number, not ${JSON.stringify(argument)}`);
    }
    comparisons.push((value) => compare(value, bound));
  }
  const isRange =
    String(parts[0]).startsWith('>') && String(parts[2]).startsWith('<') && Number(parts[1]) < Number(parts[3]);
  if (comparisons.length !== 1 && !(comparisons.length === 2 && isRange)) {
    fail(path, 'numeric takes one comparison, or a lower and then an upper bound');
  }
  return (value) => typeof value === 'number' && comparisons.every((test) => test(value));
}
