import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dynamoDbActions } from '../../../local/access/dynamodb-actions.ts';

const ARNS = new Map([
  ['members', 'arn:aws:dynamodb:eu-west-1:111122223333:table/members'],
  ['ledger', 'arn:aws:dynamodb:eu-west-1:111122223333:table/ledger'],
]);

const tableArn = (name: string): string => {
  const arn = ARNS.get(name);
  if (arn === undefined) throw new Error(`no table ${name}`);
  return arn;
};

/** Each action with the last part of its resource. */
const needed = (operation: string, input: Record<string, unknown>) =>
  dynamoDbActions(operation, input, tableArn).map(
    ({ action, resourceArn }) => `${action} ${resourceArn.split(':').at(-1)}`,
  );

test.each(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'DescribeTable'])(
  '%s needs the action of its name on the table',
  (operation) => {
    expect(needed(operation, { TableName: 'members' })).toEqual([`dynamodb:${operation} table/members`]);
  },
);

test.each(['Query', 'Scan'])('%s of an index needs the index and not the table', (operation) => {
  const input = { TableName: 'members', IndexName: 'due' };
  expect(needed(operation, input)).toEqual([`dynamodb:${operation} table/members/index/due`]);
});

test.each(['BatchGetItem', 'BatchWriteItem'])('%s needs its action on each table', (operation) => {
  const input = { RequestItems: { members: [], ledger: [] } };
  expect(needed(operation, input)).toEqual([
    `dynamodb:${operation} table/members`,
    `dynamodb:${operation} table/ledger`,
  ]);
});

const ELEMENTS = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
} as const;

test('a transaction needs exactly what its elements would need alone, each once', () => {
  const kind = fc.constantFrom(...(Object.keys(ELEMENTS) as (keyof typeof ELEMENTS)[]));
  fc.assert(
    fc.property(fc.array(fc.tuple(kind, fc.constantFrom('members', 'ledger'))), (elements) => {
      const items = elements.map(([name, TableName]) => ({ [name]: { TableName } }));
      const alone = elements.flatMap(([name, TableName]) =>
        name === 'ConditionCheck'
          ? [`dynamodb:ConditionCheckItem table/${TableName}`]
          : needed(ELEMENTS[name], { TableName }),
      );
      const together = needed('TransactWriteItems', { TransactItems: items });
      expect(together.toSorted()).toEqual([...new Set(alone)].sort());
    }),
  );
});

test('a transaction of reads needs GetItem', () => {
  const items = [{ Get: { TableName: 'members' } }, { Get: { TableName: 'ledger' } }];
  expect(needed('TransactGetItems', { TransactItems: items })).toEqual([
    'dynamodb:GetItem table/members',
    'dynamodb:GetItem table/ledger',
  ]);
});

test.each(['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction', 'DeleteTable', 'toString'])(
  '%s is refused by name',
  (operation) => {
    expect(() => needed(operation, { TableName: 'members' })).toThrow(operation);
  },
);

test('a call that names no table, an unknown table or an unknown element is refused', () => {
  expect(() => needed('GetItem', {})).toThrow('GetItem');
  expect(() => needed('GetItem', { TableName: 'elsewhere' })).toThrow('elsewhere');
  expect(() => needed('TransactWriteItems', { TransactItems: [{ Merge: { TableName: 'members' } }] })).toThrow('Merge');
  expect(() => needed('TransactWriteItems', { TransactItems: [{ constructor: { TableName: 'members' } }] })).toThrow(
    'constructor',
  );
});
