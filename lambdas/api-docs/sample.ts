import type { JsonSchema } from './openapi.ts';
import { resolved } from './property-rows.ts';

const DEPTH_MAX = 8;

/** Texts to try where a pattern or a length says what is wanted. */
const TEXTS = [
  'text',
  '100.00',
  '2026-03-01',
  '2026-03-01T09:30:00Z',
  '2026-03',
  '2026',
  '09:30',
  'CNY',
  'CN',
  'en',
  'Asia/Shanghai',
  '1',
  '100',
  'customer@shop.example',
  '+8613800138000',
  'https://shop.example/',
  '00000000-0000-4000-8000-000000000000',
  'a',
  'A',
  'a-1',
  'A1',
  '0'.repeat(32),
  '0'.repeat(64),
];

const BY_FORMAT: Readonly<Record<string, string>> = {
  date: '2026-03-01',
  'date-time': '2026-03-01T09:30:00Z',
  email: 'customer@shop.example',
  uri: 'https://shop.example/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/** A value that a schema takes, as short as it can be: what is required, and no more. `name` is its property's. */
export function sampleOf(
  schema: JsonSchema,
  schemas: Readonly<Record<string, JsonSchema>>,
  name = '',
  depth = 0,
): unknown {
  const { examples, default: fallback, const: constant, enum: values, ...rest } = resolved(schema, schemas);
  const [given] = [
    ...(examples ?? []),
    ...[fallback, constant].filter((value) => value !== undefined),
    ...(values ?? []),
  ];
  if (given !== undefined) return given;
  const first = (rest.anyOf ?? rest.oneOf)?.[0];
  if (first !== undefined) return sampleOf(first, schemas, name, depth);
  switch (Array.isArray(rest.type) ? rest.type[0] : rest.type) {
    case 'string':
      return sampleText(rest, name);
    case 'integer':
    case 'number':
      return sampleNumber(rest);
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return depth > DEPTH_MAX ? [] : sampleList(rest, schemas, name, depth);
    default:
      return sampleObject(rest, schemas, depth);
  }
}

function sampleText(
  { format, pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: JsonSchema,
  name: string,
) {
  const byName = name.endsWith('Id') ? [`${name.slice(0, -'Id'.length)}-1001`] : name === '' ? [] : [name];
  const expression = new RegExp(pattern ?? '');
  const candidates = [BY_FORMAT[format ?? ''] ?? [], byName, TEXTS].flat();
  const fits = (text: string) => expression.test(text) && text.length >= minLength && text.length <= maxLength;
  // Nothing fits a pattern that nobody foresaw: the reader sees at least what belongs there.
  return candidates.find(fits) ?? (pattern === undefined ? 'x'.repeat(minLength) : `<${name || 'text'}>`);
}

function sampleNumber({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): number {
  const least = Math.max(minimum ?? Number.NEGATIVE_INFINITY, (exclusiveMinimum ?? Number.NEGATIVE_INFINITY) + 1);
  const most = Math.min(maximum ?? Number.POSITIVE_INFINITY, (exclusiveMaximum ?? Number.POSITIVE_INFINITY) - 1);
  return Math.min(Math.max(100, least), most);
}

function sampleList(
  { items, prefixItems, minItems = 1 }: JsonSchema,
  schemas: Readonly<Record<string, JsonSchema>>,
  name: string,
  depth: number,
): unknown[] {
  if (prefixItems !== undefined) return prefixItems.map((item) => sampleOf(item, schemas, name, depth + 1));
  if (typeof items !== 'object') return [];
  // A list is named for many, its element for one.
  const one = name.replace(/s$/, '');
  return Array.from({ length: Math.max(1, minItems) }, () => sampleOf(items, schemas, one, depth + 1));
}

function sampleObject(schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>, depth: number): unknown {
  if (depth > DEPTH_MAX) return {};
  const { properties = {}, required = [], allOf = [] } = schema;
  const entries = Object.entries(properties)
    .filter(([name]) => required.includes(name))
    .map(([name, property]) => [name, sampleOf(property, schemas, name, depth + 1)] as const);
  const parts = allOf.map((part) => sampleOf(part, schemas, '', depth + 1));
  return Object.assign({}, ...parts, Object.fromEntries(entries));
}
