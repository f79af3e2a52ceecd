import type { Json } from '../deployment.ts';
import { compileValueTest, fail, isObject, type Scalar } from './value-test.ts';

type Test = (value: unknown) => boolean;

/**
 * Compiles an event pattern with the content filtering of EventBridge, which is also that of stream and queue
 * filters. A pattern the service would reject, or an operator not known here, is an error that names its place.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function compilePattern(pattern: Json): (event: unknown) => boolean {
  if (!isObject(pattern)) fail([], 'expected an object');
  return compileObject(pattern, []);
}

function compileObject(pattern: Readonly<Record<string, Json>>, path: readonly string[]): Test {
  const keys = Object.keys(pattern);
  if (keys.length === 0) fail(path, 'an empty object is not a pattern');
  const tests = keys.map((key) => {
    const inner = pattern[key] ?? null;
    return key === '$or' ? compileAlternatives(inner, path) : compileField(key, inner, [...path, key]);
  });
  return (value) => tests.every((test) => test(value));
}

function compileAlternatives(pattern: Json, path: readonly string[]): Test {
  if (!Array.isArray(pattern) || pattern.length < 2) fail(path, '$or takes a list of two or more patterns');
  const alternatives = pattern.map((alternative: Json) => {
    if (!isObject(alternative)) fail(path, '$or takes a list of objects');
    return compileObject(alternative, path);
  });
  return (value) => alternatives.some((test) => test(value));
}

function compileField(key: string, pattern: Json, path: readonly string[]): Test {
  if (Array.isArray(pattern)) return ofField(key, compileLeaf(pattern, path));
  if (!isObject(pattern)) fail(path, 'a value must stand in a list');
  const inner = compileObject(pattern, path);
  // Of several objects in a list one has to match as a whole; a missing one can still match `exists: false` within.
  return ofField(key, (value) => {
    const elements = Array.isArray(value) && value.length > 0 ? value.flat(Number.POSITIVE_INFINITY) : [value];
    return elements.some(inner);
  });
}

function ofField(key: string, test: Test): Test {
  return (value) => test(isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined);
}

/** A list of values and operators, any of which lets the field in; of a list in the event any element will do. */
function compileLeaf(pattern: readonly Json[], path: readonly string[]): Test {
  if (pattern.length === 0) fail(path, 'an empty list matches nothing');
  const exact = new Set<Json>(pattern.filter((rule) => !isObject(rule)));
  if ([...exact].some((value) => Array.isArray(value))) fail(path, 'a list within a list');
  const rules = pattern.filter(isObject).map((rule) => compileRule(rule, path));
  const matchesAbsent = rules.some((rule) => rule.matchesAbsent);
  return (value) => {
    const leaves = leavesOf(value);
    if (leaves.length === 0) return matchesAbsent;
    return leaves.some((leaf) => exact.has(leaf) || rules.some((rule) => rule.test(leaf)));
  };
}

interface Rule {
  readonly matchesAbsent: boolean;
  readonly test: (value: Scalar) => boolean;
}

function compileRule(rule: Readonly<Record<string, Json>>, path: readonly string[]): Rule {
  const [entry, ...others] = Object.entries(rule);
  if (entry === undefined || others.length > 0) fail(path, 'one operator to an object');
  const [operator, argument] = entry;
  if (operator !== 'exists') return { matchesAbsent: false, test: compileValueTest(operator, argument, path) };
  if (typeof argument !== 'boolean') fail(path, 'exists takes true or false');
  return { matchesAbsent: !argument, test: () => argument };
}

/** Scalars only: an object or an empty list has no leaf at its own place, so to the service it is absent. */
function leavesOf(value: unknown): readonly Scalar[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return [value];
  }
  return [];
}
