import { expect, test } from 'vitest';
import { readDeployment } from '../../../local/assembly/read-deployment.ts';
import { deploymentOfResources, refusalOf } from './assembly-of.ts';

const getArn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

const FUNCTION = {
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { S3Key: 'code.zip' }, Handler: 'index.handler', Role: getArn('Role'), Runtime: 'nodejs24.x' },
  Metadata: { 'aws:cdk:path': 'shop/Apply/Function/Resource' },
};
const ROLE = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } };
const QUEUE = { Type: 'AWS::SQS::Queue', Properties: {} };
const TABLE = {
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    Replicas: [{ Region: 'eu-west-1' }],
  },
};

test('what a template leaves out has the default that CloudFormation documents', () => {
  const { queues, functions } = deploymentOfResources({ Queue: QUEUE, Function: FUNCTION, Role: ROLE });
  expect(queues[0]).toMatchObject({ visibilityTimeoutSeconds: 30, retentionSeconds: 345_600, delaySeconds: 0 });
  expect(functions[0]).toMatchObject({
    timeoutSeconds: 3,
    memoryMb: 128,
    allowsRecursion: false,
    asyncInvoke: { maxRetryAttempts: 2, maxEventAgeSeconds: 21_600 },
  });
});

test("a function's code is the bundle of its own asset, and its place is the construct path", () => {
  const { functions } = deploymentOfResources({ Function: FUNCTION, Role: ROLE });
  expect(functions[0]).toMatchObject({ path: 'shop/Apply/Function', exportName: 'handler' });
  expect(functions[0]?.modulePath).toMatch(/asset\.code\/index\.mjs$/);
});

test("a function's role has the statements of all policies that name it", () => {
  const statement = (action: string) => ({ Effect: 'Allow', Action: action, Resource: getArn('Queue') });
  const policy = (action: string) => ({
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: action,
      Roles: [{ Ref: 'Role' }],
      PolicyDocument: { Version: '2012-10-17', Statement: [statement(action)] },
    },
  });
  const { roles } = deploymentOfResources({
    Role: ROLE,
    Queue: QUEUE,
    A: policy('sqs:SendMessage'),
    B: policy('sqs:ReceiveMessage'),
  });
  expect(roles[0]?.statements.flatMap(({ actions }) => actions)).toEqual(['sqs:SendMessage', 'sqs:ReceiveMessage']);
});

test('a global table becomes a table that an engine can create', () => {
  const { tables } = deploymentOfResources({ Table: TABLE });
  expect(tables[0]).toMatchObject({ tableName: 'shop-Table', timeToLiveAttribute: 'ttl', streamViewType: 'NEW_IMAGE' });
  expect(tables[0]?.createTable).toEqual({
    TableName: 'shop-Table',
    AttributeDefinitions: TABLE.Properties.AttributeDefinitions,
    KeySchema: TABLE.Properties.KeySchema,
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  });
});

test('event-source mappings are told apart by what they read', () => {
  const mapping = (EventSourceArn: unknown) => ({
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn,
      FunctionName: { Ref: 'Function' },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
  });
  const { queueMappings, streamMappings, functions } = deploymentOfResources({
    Role: ROLE,
    Function: FUNCTION,
    Queue: QUEUE,
    Table: TABLE,
    OfQueue: mapping(getArn('Queue')),
    OfStream: mapping({ 'Fn::GetAtt': ['Table', 'StreamArn'] }),
  });
  expect(queueMappings).toMatchObject([
    { functionArn: functions[0]?.arn, batchSize: 10, reportsBatchItemFailures: true },
  ]);
  expect(streamMappings).toMatchObject([{ functionArn: functions[0]?.arn, batchSize: 100, maxRetryAttempts: -1 }]);
});

test('what is left out is named with the reason', () => {
  const { ignored } = deploymentOfResources({ Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: {} } });
  expect(ignored).toEqual([{ type: 'AWS::CloudWatch::Alarm', id: 'shop/Alarm', reason: expect.any(String) }]);
});

test('all that can not be run is told at once, each by name, with what to do', () => {
  const message = refusalOf({
    Bucket: { Type: 'AWS::EFS::FileSystem' },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: 'arn:aws:kinesis:eu-west-1:0:stream/s', FunctionName: 'f' },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: { EventBusName: 'bus', EventPattern: { source: [{ nearly: 'shop' }] } },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
  });
  expect(message).toContain('shop/Bucket: resources of type AWS::EFS::FileSystem are not supported');
  expect(message).toContain('shop/Queue: the property AWS::SQS::Queue.FifoQueue is not supported');
  expect(message).toContain('shop/Mapping: event sources of kinesis are not supported');
  expect(message).toMatch(/shop\/Rule: .*nearly/);
  expect(message).toContain('shop/Api: the API has no stage');
  expect(message).toContain('Support it in local/assembly');
});

test('a policy with a condition that can not be evaluated here is refused by name', () => {
  const Statement = [
    {
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalTag/team': 'x' } },
    },
  ];
  const Policies = [{ PolicyName: 'inline', PolicyDocument: { Version: '2012-10-17', Statement } }];
  const message = refusalOf({ Role: { ...ROLE, Properties: { ...ROLE.Properties, Policies } } });
  expect(message).toContain('the condition key aws:PrincipalTag/team is not known here');
});

test('a function whose code was not bundled is refused', () => {
  const Code = { S3Key: 'unknown.zip' };
  const message = refusalOf({ Role: ROLE, Function: { ...FUNCTION, Properties: { ...FUNCTION.Properties, Code } } });
  expect(message).toContain('shop/Apply/Function: its code is no asset of this assembly');
});

test('a folder that is no cloud assembly is named', () => {
  expect(() => readDeployment('/nowhere', { endpointUrl: '' })).toThrow(
    '/nowhere is no cloud assembly: it has no manifest.json',
  );
});
