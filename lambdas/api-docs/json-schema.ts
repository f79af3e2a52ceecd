import * as z from 'zod/mini';
import type { JsonSchema } from './openapi.ts';

/** What a caller may send: before defaults and conversions. Throws on a schema that contains itself. */
export function requestSchema(schema: z.ZodMiniType): JsonSchema {
  return convert(schema, 'input');
}

/** What a caller gets: after conversions. It may get more than is described, so that an answer can grow. */
export function answerSchema(schema: z.ZodMiniType): JsonSchema {
  return convert(schema, 'output');
}

function convert(schema: z.ZodMiniType, io: 'input' | 'output'): JsonSchema {
  const { $schema, $defs, ...converted } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    cycles: 'throw',
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod;
      if (def.type === 'object' && def.catchall === undefined) delete jsonSchema.additionalProperties;
    },
  });
  // Its references would point at the root of a document that is another one.
  if ($defs !== undefined) throw new Error('a schema with parts named by id can not be embedded; take the ids away');
  return converted as JsonSchema;
}
