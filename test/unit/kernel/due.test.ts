import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueAttributes, dueItems } from '../../../lambdas/kernel/due.ts';
import { memberShard } from '../../../lambdas/kernel/ids.ts';
import { scriptedTable } from './memory-table.ts';

const instant = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

test('an item is in the shard of its member, under the time, the rule and the member', () => {
  expect(dueAttributes('2026-02-03T04:05:06.007Z', 'release', 'm-1', 16)).toEqual({
    duePK: `DUE#${memberShard('m-1', 16)}`,
    dueSK: '2026-02-03T04:05:06.007Z#release#m-1',
  });
});

test('in the order of the index what is due earlier comes first, whatever the rule and the member', () => {
  fc.assert(
    fc.property(instant, instant, fc.string(), fc.string(), (a, b, rule, memberId) => {
      fc.pre(a < b);
      expect(dueAttributes(a, rule, memberId, 1).dueSK < dueAttributes(b, 'a', 'm', 1).dueSK).toBe(true);
    }),
  );
});

test('all that is due at the very instant is asked for, nothing of a millisecond later', async () => {
  const { table, sent } = scriptedTable(() => ({ Items: [] }));
  await dueItems(table, { shard: 3, lane: 'sweep' }, '2026-02-03T04:05:06.007Z', 25);
  const [command] = sent;
  expect(command?.input).toMatchObject({
    TableName: 'holdfast',
    IndexName: 'due',
    KeyConditionExpression: 'duePK = :shard AND dueSK < :end',
    Limit: 25,
  });
  const { ':shard': shard, ':end': end } = (command?.input['ExpressionAttributeValues'] ?? {}) as Record<
    string,
    string
  >;
  expect(shard).toBe('DUE#3');
  expect('2026-02-03T04:05:06.007Z#zzz#\u{10FFFF}' < String(end)).toBe(true);
  expect('2026-02-03T04:05:06.008Z#a#a' < String(end)).toBe(false);
});

test('whatever characters a member id has, it is read back from the index', async () => {
  await fc.assert(
    fc.asyncProperty(
      instant,
      fc.string({ unit: fc.constantFrom('#', '$', 'm', '会', ' ') }),
      async (dueAt, memberId) => {
        const key = { PK: `MEMBER#${memberId}`, SK: 'LOT' };
        const { table } = scriptedTable(() => ({
          Items: [{ ...key, ...dueAttributes(dueAt, 'release', memberId, 1) }],
        }));
        const { items } = await dueItems(table, { shard: 0, lane: 'sweep' }, dueAt, 25);
        expect(items).toEqual([{ key, dueAt, rule: 'release', memberId }]);
      },
    ),
  );
});

test('a cursor is handed on both ways', async () => {
  const { table, sent } = scriptedTable(() => ({ Items: [], LastEvaluatedKey: { PK: 'next' } }));
  expect(
    (await dueItems(table, { shard: 0, lane: 'sweep' }, '2026-02-03T00:00:00.000Z', 1, { PK: 'here' })).cursor,
  ).toEqual({ PK: 'next' });
  expect(sent[0]?.input['ExclusiveStartKey']).toEqual({ PK: 'here' });
});

test('an item of the index without its keys is corrupt, and said to be', async () => {
  const { table } = scriptedTable(() => ({ Items: [{ PK: 'MEMBER#m-1', SK: 'LOT' }] }));
  await expect(dueItems(table, { shard: 0, lane: 'sweep' }, '2026-02-03T00:00:00.000Z', 1)).rejects.toThrow(
    'item MEMBER#m-1 LOT: dueSK',
  );
});
