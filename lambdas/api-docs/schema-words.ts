import type { JsonSchema } from './openapi.ts';

const PATTERN_CHARACTERS_MAX = 48;
const VALUES_MAX = 24;

/** A schema's type as a reader says it: `text`, `integer or null`, `list of object`. */
export function typeWords(schema: JsonSchema): string {
  const { type, anyOf, oneOf } = schema;
  const alternatives = anyOf ?? oneOf;
  if (alternatives !== undefined) return unique(alternatives.map(typeWords)).join(' or ');
  if (schema.const === null) return 'null';
  if (Array.isArray(type)) return unique(type.map((one) => typeWords({ ...schema, type: one }))).join(' or ');
  if (type === 'array') return `list of ${typeof schema.items === 'object' ? typeWords(schema.items) : 'anything'}`;
  if (type === 'string') return FORMATS[schema.format ?? ''] ?? 'text';
  if (type === undefined) return schema.properties || schema.allOf ? 'object' : valueType(schema);
  return String(type);
}

const FORMATS: Readonly<Record<string, string>> = {
  date: 'date',
  'date-time': 'instant',
  email: 'e-mail address',
  uri: 'URL',
  uuid: 'UUID',
};

function valueType({ const: constant, enum: values }: JsonSchema): string {
  const [value] = values ?? [constant];
  if (value === undefined) return 'anything';
  return typeof value === 'string' ? 'text' : typeof value;
}

/** What a schema demands beside its type, as short notes: its values, its limits, its default. */
export function constraintWords(schema: JsonSchema): string[] {
  const { const: constant, enum: values, default: fallback, format, pattern } = schema;
  const choices = constant === undefined ? (values ?? []) : [constant];
  const shown = choices.slice(0, VALUES_MAX).map((value) => `\`${JSON.stringify(value)}\``);
  const rest = choices.length > VALUES_MAX ? ` or ${choices.length - VALUES_MAX} more` : '';
  // The pattern of a format says again, at length, what its name says.
  const isPatternShown = pattern !== undefined && format === undefined && pattern.length <= PATTERN_CHARACTERS_MAX;
  const inner = typeof schema.items === 'object' ? constraintWords(schema.items).map((words) => `each ${words}`) : [];
  const alternatives = (schema.anyOf ?? schema.oneOf ?? []).filter(({ properties }) => properties === undefined);
  return [
    ...(shown.length > 0 ? [shown.join(' or ') + rest] : []),
    ...limits(schema),
    ...(isPatternShown ? [`matches \`${pattern}\``] : []),
    ...(fallback === undefined ? [] : [`\`${JSON.stringify(fallback)}\` if absent`]),
    ...inner,
    ...unique(alternatives.flatMap(constraintWords).filter((words) => words !== '`null`')),
  ];
}

function limits(schema: JsonSchema): string[] {
  const { minLength, maxLength, minItems, maxItems, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  return [
    ...range(minLength, maxLength, ' characters'),
    ...range(minItems, maxItems, ' elements'),
    ...range(atSafeLimit(minimum), atSafeLimit(maximum), ''),
    ...(exclusiveMinimum === undefined ? [] : [`more than ${figure(exclusiveMinimum)}`]),
    ...(exclusiveMaximum === undefined ? [] : [`less than ${figure(exclusiveMaximum)}`]),
  ];
}

/** Every integer is within the safe ones, so saying it says nothing. */
const atSafeLimit = (limit: number | undefined): number | undefined =>
  limit !== undefined && Math.abs(limit) === Number.MAX_SAFE_INTEGER ? undefined : limit;

function range(from: number | undefined, to: number | undefined, unit: string): string[] {
  const [least, most] = [figure(from), figure(to)];
  if (least !== undefined && least === most) return [`exactly ${least}${unit}`];
  if (from === 1 && most === undefined && unit !== '') return ['not empty'];
  if (least !== undefined && most !== undefined) return [`${least} to ${most}${unit}`];
  if (least !== undefined) return [`at least ${least}${unit}`];
  return most === undefined ? [] : [`at most ${most}${unit}`];
}

const figure = (number: number | undefined): string | undefined =>
  number?.toLocaleString('en-US', { maximumFractionDigits: 6 });

const unique = (words: readonly string[]): string[] => [...new Set(words)];
