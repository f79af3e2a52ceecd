import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { curlLine } from '../../../lambdas/api-docs/curl-line.ts';
import { answerSchema, requestSchema } from '../../../lambdas/api-docs/json-schema.ts';
import { propertyRows } from '../../../lambdas/api-docs/property-rows.ts';
import { sampleOf } from '../../../lambdas/api-docs/sample.ts';

const texts = fc
  .record({ least: fc.nat(20), more: fc.nat(20) })
  .map(({ least, more }): z.ZodMiniType => z.string().check(z.minLength(least), z.maxLength(least + more)));
const numbers = fc
  .record({ least: fc.integer({ min: -500, max: 500 }), more: fc.nat(500) })
  .map(({ least, more }): z.ZodMiniType => z.int().check(z.minimum(least), z.maximum(least + more)));
const others = fc.constantFrom<z.ZodMiniType>(
  z.boolean(),
  z.iso.date(),
  z.iso.datetime(),
  z.email(),
  z.uuid(),
  z.enum(['a', 'b']),
  z.literal(7),
  z.unknown(),
  z.string().check(z.regex(/^[A-Z]{3}$/)),
  z.string().check(z.regex(/^\d{4}-\d{2}$/)),
);

/** Schemas as routes have them, up to a few levels. */
const schemas = fc.letrec<{ any: z.ZodMiniType }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    texts,
    numbers,
    others,
    tie('any').map((inner) => z.optional(z.nullable(inner))),
    fc
      .record({ inner: tie('any'), least: fc.nat(3) })
      .map(({ inner, least }) => z.array(inner).check(z.minLength(least))),
    fc.dictionary(fc.constantFrom('memberId', 'points', 'a'), tie('any')).map((shape) => z.object(shape)),
    fc.tuple(tie('any'), tie('any')).map(([one, two]) => z.union([one, two])),
  ),
})).any;

test('whatever a route takes, the sample of its body is taken', () => {
  fc.assert(
    fc.property(schemas, (schema) => {
      const body = z.object({ body: schema });
      const sample = JSON.parse(JSON.stringify(sampleOf(requestSchema(body), {})));
      expect(z.safeParse(body, sample)).toMatchObject({ success: true });
    }),
    { numRuns: 300 },
  );
});

test('a pattern that no known text fits is shown as the name of what belongs there', () => {
  const schema = requestSchema(z.object({ code: z.string().check(z.regex(/^only-this-\d{9}$/)) }));
  expect(sampleOf(schema, {})).toEqual({ code: '<code>' });
});

test('a line to paste stays one argument whatever stands in its body', () => {
  const schema = requestSchema(z.object({ note: z.literal('it\'s $HOME `x` \\ "y"') }));
  const line = curlLine({ method: 'POST', path: '/v1/x', security: [], parameters: [], body: { schema } }, {});
  expect(line).toContain(`-d '{"note":"it'\\''s $HOME \`x\` \\\\ \\"y\\""}'`);
});

test('a line for a route of operators carries key, parameters that are required, and nothing else', () => {
  const schema = { type: 'string' };
  const line = curlLine(
    {
      method: 'GET',
      path: '/v1/members/{memberId}/points',
      security: [{ operatorKey: ['read'] }],
      parameters: [
        { name: 'memberId', in: 'path', required: true, schema },
        { name: 'day', in: 'query', required: true, schema: { ...schema, format: 'date' } },
        { name: 'size', in: 'query', required: false, schema },
      ],
      body: undefined,
    },
    {},
  );
  expect(line).toBe(
    'curl "$HOLDFAST_URL/v1/members/member-1001/points?day=2026-03-01" \\\n  -H "Authorization: Bearer $HOLDFAST_KEY"',
  );
});

test('properties are listed outer before inner, with what they demand; alternatives under a line of their own', () => {
  const schema = answerSchema(
    z.object({
      tier: z.nullable(z.object({ name: z.enum(['gold', 'silver']) })),
      lots: z.optional(z.array(z.object({ points: z.int().check(z.minimum(1)) })).check(z.maxLength(1000))),
      reward: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('coupon'), code: z.string() }),
        z.object({ kind: z.literal('gift') }),
      ]),
      byMonth: z.record(z.string(), z.int()),
    }),
  );
  const lines = propertyRows(schema, {}).map(
    ({ name, depth, isRequired, type, notes }) =>
      `${'  '.repeat(depth)}${name ?? ''}${isRequired ? '!' : ''} ${type}${notes.map((note) => `; ${note}`).join('')}`,
  );
  expect(lines).toEqual([
    'tier! object or null',
    '  name! text; `"gold"` or `"silver"`',
    'lots list of object; at most 1,000 elements',
    '  points! integer; at least 1',
    'reward! object',
    '   either with kind "coupon"',
    '    kind! text; `"coupon"`',
    '    code! text',
    '   or with kind "gift"',
    '    kind! text; `"gift"`',
    'byMonth! object',
    '  (any name) integer',
  ]);
});

test('a schema that contains itself is refused, since a table of it would never end', () => {
  const tree: z.ZodMiniType = z.object({
    get inner() {
      return z.optional(tree);
    },
  });
  expect(() => requestSchema(tree)).toThrow();
});
