import { AwsError } from '../endpoint/aws-call.ts';

export interface RequiredAccess {
  readonly action: string;
  readonly resourceArn: string;
}

type Input = Readonly<Record<string, unknown>>;

const ON_TABLE = new Set([
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'DescribeTable',
  'DescribeTimeToLive',
  'DescribeContinuousBackups',
]);

/** A transaction has no action of its own: each part needs what it would need alone. */
const PART_ACTIONS: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

/**
 * What the caller of a DynamoDB operation must be allowed to do, each thing once. `tableArn` gives the ARN of a table
 * by name or ARN, and throws if there is none. Throws for an operation that the local run does not offer, PartiQL
 * among them, whose tables stand in its text.
 */
export function dynamoDbActions(
  operation: string,
  input: Input,
  tableArn: (nameOrArn: string) => string,
): readonly RequiredAccess[] {
  const onTable = (action: string, name: unknown, index?: unknown): RequiredAccess => {
    if (typeof name !== 'string') throw new AwsError('ValidationException', `${operation} names no table`);
    const arn = tableArn(name);
    const resourceArn = typeof index === 'string' ? `${arn}/index/${index}` : arn;
    return { action: `dynamodb:${action}`, resourceArn };
  };
  if (ON_TABLE.has(operation)) return [onTable(operation, input['TableName'])];
  switch (operation) {
    case 'Query':
    case 'Scan':
      return [onTable(operation, input['TableName'], input['IndexName'])];
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys(record(input['RequestItems'])).map((name) => onTable(operation, name));
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return eachOnce(transactionParts(input).map(({ action, tableName }) => onTable(action, tableName)));
    case 'ListTables':
      return [{ action: 'dynamodb:ListTables', resourceArn: '*' }];
    default:
      throw new AwsError('UnknownOperationException', `the local run does not offer DynamoDB's ${operation}`);
  }
}

function transactionParts(input: Input): readonly { action: string; tableName: unknown }[] {
  const items = Array.isArray(input['TransactItems']) ? input['TransactItems'] : [];
  return items.flatMap((item: unknown) =>
    Object.entries(record(item)).map(([part, body]) => {
      const action = Object.hasOwn(PART_ACTIONS, part) ? PART_ACTIONS[part] : undefined;
      if (action === undefined) throw new AwsError('ValidationException', `a transaction has no part ${part}`);
      return { action, tableName: record(body)['TableName'] };
    }),
  );
}

function eachOnce(required: readonly RequiredAccess[]): readonly RequiredAccess[] {
  return [...new Map(required.map((each) => [`${each.action} ${each.resourceArn}`, each])).values()];
}

function record(value: unknown): Input {
  return typeof value === 'object' && value !== null ? (value as Input) : {};
}
