import { expect, test } from 'vitest';
import { deploymentOf, deploymentOfResources, refusalOf } from './assembly-of.ts';

const fn = (value: unknown) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: 'assets', S3Key: 'code.zip' },
    Handler: 'index.handler',
    Role: 'role',
    Runtime: 'nodejs24.x',
    Environment: { Variables: { VALUE: value } },
  },
});
const queue = { Type: 'AWS::SQS::Queue' };

/** What a function finds in its environment when a template says `value` there. */
function resolved(value: unknown, rest: Readonly<Record<string, unknown>> = {}): string | undefined {
  const { functions } = deploymentOfResources({ Function: fn(value), Queue: queue }, rest);
  return functions[0]?.environment['VALUE'];
}

const refused = (value: unknown, rest = {}) => refusalOf({ Function: fn(value), Queue: queue }, rest);

const QUEUE_ARN = 'arn:aws:sqs:eu-west-1:000000000000:shop-Queue';

test.each([
  [{ Ref: 'AWS::Region' }, 'eu-west-1'],
  [{ Ref: 'AWS::AccountId' }, '000000000000'],
  [{ Ref: 'Queue' }, 'http://127.0.0.1:9/000000000000/shop-Queue'],
  [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, QUEUE_ARN],
  [{ 'Fn::GetAtt': 'Queue.Arn' }, QUEUE_ARN],
  [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] }, 'a-eu-west-1'],
  [{ 'Fn::Sub': `\${AWS::Region} \${Queue.Arn} \${!literal}` }, `eu-west-1 ${QUEUE_ARN} \${literal}`],
  [{ 'Fn::Sub': [`\${mine}`, { mine: { Ref: 'AWS::Region' } }] }, 'eu-west-1'],
  [{ 'Fn::Select': [2, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Queue', 'Arn'] }] }] }, 'sqs'],
  [{ 'Fn::If': ['IsHere', 'yes', 'no'] }, 'yes'],
  [{ 'Fn::FindInMap': ['Sizes', 'small', 'mb'] }, '128'],
  [{ Ref: 'Parameter' }, 'default'],
])('%j is %s', (value, expected) => {
  const rest = {
    Conditions: {
      IsHere: {
        'Fn::And': [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] }, { 'Fn::Not': [{ Condition: 'Never' }] }],
      },
      Never: { 'Fn::Equals': ['a', 'b'] },
    },
    Mappings: { Sizes: { small: { mb: '128' } } },
    Parameters: { Parameter: { Type: 'String', Default: 'default' } },
  };
  expect(resolved(value, rest)).toBe(expected);
});

test('a property that is AWS::NoValue is not there', () => {
  expect(resolved({ Ref: 'AWS::NoValue' })).toBeUndefined();
});

test('stacks reach into each other by export and by output', () => {
  const data = {
    Resources: { Queue: queue },
    Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] }, Export: { Name: 'data:arn' } } },
  };
  for (const value of [
    { 'Fn::ImportValue': 'data:arn' },
    { 'Fn::GetStackOutput': { StackName: 'data', OutputName: 'Arn' } },
  ]) {
    const { functions } = deploymentOf({ data, engine: { Resources: { Function: fn(value) } } });
    expect(functions[0]?.environment['VALUE']).toBe('arn:aws:sqs:eu-west-1:000000000000:data-Queue');
  }
});

test('a name that is made of references is the same wherever it is used', () => {
  const QueueName = { 'Fn::Join': ['-', ['q', { Ref: 'AWS::Region' }]] };
  const { queues, functions } = deploymentOfResources({
    Queue: { ...queue, Properties: { QueueName } },
    Function: fn({ 'Fn::GetAtt': ['Queue', 'Arn'] }),
  });
  expect(functions[0]?.environment['VALUE']).toBe(queues[0]?.arn);
  expect(queues[0]?.name).toBe('q-eu-west-1');
});

test.each([
  [{ 'Fn::Cidr': ['10.0.0.0/16', 2] }, 'the intrinsic function Fn::Cidr is not supported'],
  [{ Ref: 'Nobody' }, 'there is no resource or parameter Nobody'],
  [{ 'Fn::GetAtt': ['Queue', 'Colour'] }, 'the attribute Colour of AWS::SQS::Queue is not known'],
  [{ 'Fn::ImportValue': 'nowhere' }, 'no stack exports nowhere'],
  [{ 'Fn::Select': [5, ['a']] }, 'Fn::Select finds no element 5'],
  [{ 'Fn::FindInMap': ['a', 'b', 'c'] }, 'no mapping a.b.c'],
  ['{{resolve:secretsmanager:x}}', 'the dynamic reference {{resolve:secretsmanager:x}} is not supported'],
  [{ 'Fn::If': ['Missing', 1, 2] }, 'there is no condition Missing'],
])('%j is refused, by resource and reason', (value, reason) => {
  expect(refused(value)).toContain(`shop/Function: ${reason}`);
});

test('a parameter whose value is in an account is refused', () => {
  const Parameters = { Secret: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/path' } };
  expect(refused({ Ref: 'Secret' }, { Parameters })).toContain('the parameter Secret has no value here');
});

test('conditions that refer to each other in a circle are refused', () => {
  const Conditions = { A: { 'Fn::Not': [{ Condition: 'B' }] }, B: { 'Fn::Not': [{ Condition: 'A' }] } };
  expect(refused({ 'Fn::If': ['A', 1, 2] }, { Conditions })).toContain('refer to each other in a circle');
});

test('a reference to a resource whose condition does not hold is refused', () => {
  const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
  const resources = { Function: fn({ Ref: 'Queue' }), Queue: { ...queue, Condition: 'Never' } };
  expect(refusalOf(resources, { Conditions })).toContain(
    'Queue does not exist, since the condition Never does not hold',
  );
});
