import type { JsonSchema } from './openapi.ts';
import { constraintWords, typeWords } from './schema-words.ts';

const DEPTH_MAX = 8;

/** One line of a table of properties. */
export interface PropertyRow {
  /** Absent in a line that begins one of several alternatives. */
  readonly name?: string;
  /** 0 for a property of the whole. */
  readonly depth: number;
  readonly isRequired: boolean;
  readonly type: string;
  readonly notes: readonly string[];
  readonly description?: string;
}

/** The properties of a schema, outer before inner, elements of lists as `name[]`. Ends at {@link DEPTH_MAX}. */
export function propertyRows(schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>): PropertyRow[] {
  return rowsOf(schema, schemas, 0);
}

/** A schema with its reference followed; throws where a reference leads nowhere. */
export function resolved(schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const target = schemas[schema.$ref.replace('#/components/schemas/', '')];
  if (target === undefined) throw new Error(`${schema.$ref} is not in the document`);
  return target;
}

type Schemas = Readonly<Record<string, JsonSchema>>;

function rowsOf(schema: JsonSchema, schemas: Schemas, depth: number): PropertyRow[] {
  const { properties, required = [], additionalProperties, items, allOf, ...rest } = resolved(schema, schemas);
  if (depth > DEPTH_MAX) return [];
  const values = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  return [
    ...(allOf ?? []).flatMap((part) => rowsOf(part, schemas, depth)),
    ...Object.entries(properties ?? {}).flatMap(([name, property]) =>
      propertyRow(name, property, required.includes(name), schemas, depth),
    ),
    // A record of anything says nothing that its type does not.
    ...(values && Object.keys(values).length > 0 ? propertyRow('(any name)', values, false, schemas, depth) : []),
    ...(typeof items === 'object' ? rowsOf(items, schemas, depth) : []),
    ...alternativeRows(rest.anyOf ?? rest.oneOf ?? [], schemas, depth),
  ];
}

function propertyRow(
  name: string,
  property: JsonSchema,
  isRequired: boolean,
  schemas: Schemas,
  depth: number,
): PropertyRow[] {
  const schema = resolved(property, schemas);
  const { description } = schema;
  const row = { name, depth, isRequired, type: typeWords(schema), notes: constraintWords(schema) };
  return [{ ...row, ...(description === undefined ? {} : { description }) }, ...rowsOf(schema, schemas, depth + 1)];
}

/** Alternatives that are objects, each under a line of its own; alone beside null it needs none. */
function alternativeRows(alternatives: readonly JsonSchema[], schemas: Schemas, depth: number): PropertyRow[] {
  const withRows = alternatives
    .map((alternative) => ({ alternative, rows: rowsOf(alternative, schemas, depth + 1) }))
    .filter(({ rows }) => rows.length > 0);
  const [only] = withRows;
  if (withRows.length === 1 && only) return rowsOf(only.alternative, schemas, depth);
  return withRows.flatMap(({ alternative, rows }, index) => [
    { depth, isRequired: false, type: alternativeName(resolved(alternative, schemas), index), notes: [] },
    ...rows,
  ]);
}

/** By the property that tells it from the others, where there is one: `either with kind "percent"`. */
function alternativeName({ properties = {}, title }: JsonSchema, index: number): string {
  const word = index === 0 ? 'either' : 'or';
  const tag = Object.entries(properties).find(([, { const: constant }]) => constant !== undefined);
  if (tag === undefined) return title === undefined ? `${word} this` : `${word} ${title}`;
  return `${word} with ${tag[0]} ${JSON.stringify(tag[1].const)}`;
}
