import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { expectation } from '../../../lambdas/kernel/expectation.ts';

function expectedBy(schema: z.ZodMiniType, value: unknown): string {
  const issue = z.safeParse(schema, value).error?.issues[0];
  if (issue === undefined) throw new Error('the value holds');
  return expectation(issue);
}

const kinds = z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })]);

test.each([
  { schema: z.string(), value: 7, expected: 'string' },
  { schema: z.int(), value: 1.5, expected: 'int' },
  { schema: z.iso.datetime(), value: 'yesterday', expected: 'datetime as text' },
  { schema: z.literal('release'), value: 'other', expected: '"release"' },
  { schema: z.enum(['server', 'client']), value: 'other', expected: '"server" or "client"' },
  { schema: z.string().check(z.minLength(1)), value: '', expected: 'at least 1 characters' },
  { schema: z.string().check(z.maxLength(2)), value: 'abc', expected: 'at most 2 characters' },
  { schema: z.array(z.int()).check(z.maxLength(1)), value: [1, 2], expected: 'at most 1 elements' },
  { schema: z.int().check(z.minimum(0)), value: -1, expected: 'at least 0' },
  { schema: z.strictObject({}), value: { tiers: [] }, expected: 'nothing named tiers' },
  { schema: z.union([z.string(), z.number()]), value: null, expected: 'string or number' },
  { schema: kinds, value: { kind: 'c' }, expected: 'a known kind' },
  {
    schema: z.string().check(z.refine(() => false, 'a stamp of the shop')),
    value: 'x',
    expected: 'a stamp of the shop',
  },
])('given $value, $expected was expected', ({ schema, value, expected }) => {
  expect(expectedBy(schema, value)).toBe(expected);
});
