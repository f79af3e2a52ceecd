import type { Json } from '../deployment.ts';
import {
  badArgument,
  compileOperator,
  EventPatternError,
  equals,
  isObject,
  type JsonObject,
  onlyField,
  type Scalar,
  scalar,
} from './value-test.ts';

type Matcher = (node: unknown) => boolean;

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
    return (node) => matches(isRecord(node) && Object.hasOwn(node, name) ? node[name] : undefined);
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

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
