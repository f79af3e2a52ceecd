import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AccessDeniedError, createAccess } from '../../../local/access/access.ts';
import type {
  Deployment,
  FunctionSpec,
  PolicyStatement,
  QueueMappingSpec,
  QueueSpec,
} from '../../../local/deployment.ts';

const ACCOUNT = '111122223333';
const ARN = {
  function: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:earn`,
  role: `arn:aws:iam::${ACCOUNT}:role/earn`,
  table: `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/example`,
  queue: `arn:aws:sqs:eu-west-1:${ACCOUNT}:orders`,
  rule: `arn:aws:events:eu-west-1:${ACCOUNT}:rule/bus/orders`,
};

const resource = (arn: string) => ({
  stack: 'Example',
  logicalId: 'Example',
  path: `Example/${arn.split(':').at(-1)}`,
  arn,
});

const allow = (actions: readonly string[], resources: readonly string[], rest: Partial<PolicyStatement> = {}) =>
  ({ effect: 'Allow', actions, resources, principals: [], conditions: {}, ...rest }) satisfies PolicyStatement;

const INSECURE = { Bool: { 'aws:SecureTransport': ['false'] } };
const QUEUE_POLICY: readonly PolicyStatement[] = [
  allow(['sqs:*'], [ARN.queue], { effect: 'Deny', principals: ['*'], conditions: INSECURE }),
  allow(['sqs:SendMessage'], [ARN.queue], {
    principals: ['events.amazonaws.com'],
    conditions: { ArnEquals: { 'aws:SourceArn': [ARN.rule] } },
  }),
];

const FUNCTION: FunctionSpec = {
  ...resource(ARN.function),
  name: 'earn',
  roleArn: ARN.role,
  modulePath: '/nowhere/index.mjs',
  exportName: 'handler',
  environment: {},
  timeoutSeconds: 10,
  memoryMb: 256,
  reservedConcurrency: undefined,
  allowsRecursion: false,
  asyncInvoke: { maxRetryAttempts: 2, maxEventAgeSeconds: 3600, onFailureArn: undefined },
  invokePermissions: [],
};

const QUEUE: QueueSpec = {
  ...resource(ARN.queue),
  name: 'orders',
  visibilityTimeoutSeconds: 60,
  delaySeconds: 0,
  retentionSeconds: 3600,
  redrive: undefined,
  policy: QUEUE_POLICY,
};

const MAPPING: QueueMappingSpec = {
  ...resource(`${ARN.function}:mapping`),
  functionArn: ARN.function,
  sourceArn: ARN.queue,
  isEnabled: true,
  batchSize: 10,
  batchingWindowSeconds: 0,
  reportsBatchItemFailures: true,
  filters: [],
  maxConcurrency: undefined,
};

function accessWith(...statements: PolicyStatement[]) {
  const none = {
    tables: [],
    buckets: [],
    buses: [],
    rules: [],
    topics: [],
    subscriptions: [],
    configurationSets: [],
    logSubscriptions: [],
    secrets: [],
    streamMappings: [],
    schedules: [],
    httpApis: [],
    ignored: [],
  };
  const deployment: Deployment = {
    ...none,
    region: 'eu-west-1',
    accountId: ACCOUNT,
    functions: [FUNCTION],
    queues: [QUEUE],
    queueMappings: [MAPPING],
    roles: [{ ...resource(ARN.role), statements }],
  };
  return createAccess(deployment);
}

describe("a function's call", () => {
  test('is let in by its role, and refused in the words of the service where the role is silent', () => {
    const access = accessWith(allow(['dynamodb:GetItem'], [ARN.table]));
    expect(() => access.authorize(ARN.function, 'dynamodb:GetItem', ARN.table)).not.toThrow();
    expect(() => access.authorize(ARN.function, 'dynamodb:PutItem', ARN.table)).toThrow(
      new AccessDeniedError(
        `User: ${ARN.role} is not authorized to perform: dynamodb:PutItem on resource: ${ARN.table} ` +
          'because no identity-based policy allows the dynamodb:PutItem action',
      ),
    );
  });

  test('is refused by a Deny, wherever it stands, and the refusal says so', () => {
    const [may, mayNot] = [allow(['dynamodb:*'], ['*']), allow(['dynamodb:PutItem'], ['*'], { effect: 'Deny' })];
    for (const access of [accessWith(may, mayNot), accessWith(mayNot, may)]) {
      expect(() => access.authorize(ARN.function, 'dynamodb:GetItem', ARN.table)).not.toThrow();
      expect(() => access.authorize(ARN.function, 'dynamodb:PutItem', ARN.table)).toThrow(/explicit deny/);
    }
  });

  test('is decided anew each time where a condition has a say', () => {
    const conditions = { StringEquals: { 'ses:FromAddress': ['shop@example.com'] } };
    const access = accessWith(allow(['ses:SendRawEmail'], ['*'], { conditions }));
    const send = (from: string) => () =>
      access.authorize(ARN.function, 'ses:SendRawEmail', 'arn:identity', { 'ses:FromAddress': from });
    expect(send('shop@example.com')).not.toThrow();
    expect(send('other@example.com')).toThrow(AccessDeniedError);
    expect(send('shop@example.com')).not.toThrow();
  });

  test('of a function or a role that is not in the templates is an error, and not a refusal', () => {
    const access = accessWith();
    const calls = [
      () => access.authorize('arn:other', 'a:B', '*'),
      () => access.authorizeRole('arn:other', 'a:B', '*'),
    ];
    for (const call of calls) {
      expect(call).toThrow(/arn:other/);
      expect(call).not.toThrow(AccessDeniedError);
    }
  });
});

describe("a resource's policy", () => {
  const sendAs =
    (principal: string, sourceArn: string, policy: readonly PolicyStatement[] = QUEUE_POLICY) =>
    () =>
      accessWith().authorizeService(principal, policy, 'sqs:SendMessage', ARN.queue, sourceArn);

  test('lets in the service it names, for the source it names', () => {
    expect(sendAs('events.amazonaws.com', ARN.rule)).not.toThrow();
    expect(sendAs('events.amazonaws.com', `${ARN.rule}-other`)).toThrow(AccessDeniedError);
    expect(sendAs('sns.amazonaws.com', ARN.rule)).toThrow(/sns\.amazonaws\.com.*sqs:SendMessage.*resource-based/);
    expect(sendAs('events.amazonaws.com', ARN.rule, [])).toThrow(AccessDeniedError);
  });

  test('lets in by the account of the source', () => {
    const policy = (account: string) => [
      allow(['sqs:SendMessage'], ['*'], {
        principals: ['sns.amazonaws.com'],
        conditions: { StringEquals: { 'aws:SourceAccount': [account] } },
      }),
    ];
    expect(sendAs('sns.amazonaws.com', ARN.rule, policy(ACCOUNT))).not.toThrow();
    expect(sendAs('sns.amazonaws.com', ARN.rule, policy('999999999999'))).toThrow(AccessDeniedError);
  });
});

describe('the report', () => {
  const ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:DeleteItem'];

  test('counts every call once, as used or as denied, and lists as unused what was granted and not used', () => {
    const calls = fc.array(fc.constantFrom(...ACTIONS), { maxLength: 30 });
    fc.assert(
      fc.property(fc.subarray(ACTIONS), calls, (granted, asked) => {
        const access = accessWith(allow(granted, [ARN.table]));
        for (const action of asked) {
          try {
            access.authorize(ARN.function, action, ARN.table);
          } catch (error) {
            expect(error).toBeInstanceOf(AccessDeniedError);
          }
        }
        const [report] = access.report();
        const counted = (actions: readonly string[]) =>
          actions
            .map((action) => ({ action, resource: ARN.table, count: asked.filter((each) => each === action).length }))
            .filter(({ count }) => count > 0)
            .sort((a, b) => a.action.localeCompare(b.action));
        expect(report?.used).toEqual(counted(granted));
        expect(report?.denied).toEqual(counted(ACTIONS.filter((action) => !granted.includes(action))));
        expect(report?.unused.map(({ action }) => action)).toEqual(granted.filter((action) => !asked.includes(action)));
      }),
    );
  });

  test('counts a wildcard as used once anything falls under it', () => {
    const access = accessWith(allow(['dynamodb:*'], [ARN.table, `${ARN.table}/index/*`]));
    access.authorize(ARN.function, 'dynamodb:Query', `${ARN.table}/index/due`);
    expect(access.report()).toMatchObject([
      {
        function: 'Example/earn',
        granted: [{ actions: ['dynamodb:*'], resources: [ARN.table, `${ARN.table}/index/*`] }],
        unused: [{ action: 'dynamodb:*', resource: ARN.table }],
      },
    ]);
  });

  test('leaves out of the unused what mappings and the log use, and nothing of other queues', () => {
    const reads = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'];
    const access = accessWith(
      allow([...reads, 'sqs:GetQueueUrl'], [ARN.queue]),
      allow(['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'], [`${ARN.table}/stream/1`]),
      allow(['logs:PutLogEvents'], ['*']),
      allow(['sqs:ReceiveMessage'], [`${ARN.queue}-other`]),
      allow(['sqs:SendMessage'], [ARN.queue]),
    );
    expect(access.report()[0]?.unused).toEqual([
      { action: 'sqs:ReceiveMessage', resource: `${ARN.queue}-other` },
      { action: 'sqs:SendMessage', resource: ARN.queue },
    ]);
  });

  test('begins anew when it is cleared', () => {
    const access = accessWith(allow(['dynamodb:GetItem'], [ARN.table]));
    access.authorize(ARN.function, 'dynamodb:GetItem', ARN.table);
    expect(() => access.authorize(ARN.function, 'dynamodb:PutItem', ARN.table)).toThrow(AccessDeniedError);
    access.clear();
    expect(access.report()).toMatchObject([{ used: [], denied: [], unused: [{ action: 'dynamodb:GetItem' }] }]);
  });
});
