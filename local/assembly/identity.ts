import { createHash } from 'node:crypto';
import { TemplateProblem } from './template-problem.ts';

export interface Surroundings {
  readonly region: string;
  readonly accountId: string;
  /** Where SDK clients find every service; the addresses of queues begin with it. */
  readonly endpointUrl: string;
}

/** What `Ref` and `Fn::GetAtt` say of a resource. `name` is the template's own, or one made from where it stands. */
interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

type Identify = (name: string, surroundings: Surroundings) => Identity;

/** The property that carries a name, where a template gives one. */
const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SES::ConfigurationSet': 'Name',
  'AWS::SES::EmailIdentity': 'EmailIdentity',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::SecretsManager::Secret': 'Name',
};

const arn = ({ region, accountId }: Surroundings, service: string, resource: string) =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

const IDENTITIES: Readonly<Record<string, Identify>> = {
  'AWS::ApiGatewayV2::Api': (name, { region }) => {
    const apiId = createHash('sha256').update(name).digest('hex').slice(0, 10);
    return {
      ref: apiId,
      attributes: { ApiId: apiId, ApiEndpoint: `https://${apiId}.execute-api.${region}.amazonaws.com` },
    };
  },
  'AWS::ApiGatewayV2::Integration': (name) => ({ ref: name, attributes: {} }),
  'AWS::DynamoDB::GlobalTable': (name, at) => {
    const tableArn = arn(at, 'dynamodb', `table/${name}`);
    return { ref: name, attributes: { Arn: tableArn, StreamArn: `${tableArn}/stream/local` } };
  },
  'AWS::Events::EventBus': (name, at) => {
    return { ref: name, attributes: { Name: name, Arn: arn(at, 'events', `event-bus/${name}`) } };
  },
  'AWS::Events::Rule': (name, at) => ({ ref: name, attributes: { Arn: arn(at, 'events', `rule/${name}`) } }),
  'AWS::IAM::Role': (name, { accountId }) => ({
    ref: name,
    attributes: { Arn: `arn:aws:iam::${accountId}:role/${name}` },
  }),
  'AWS::Lambda::Function': (name, at) => ({ ref: name, attributes: { Arn: arn(at, 'lambda', `function:${name}`) } }),
  'AWS::Logs::LogGroup': (name, at) => ({ ref: name, attributes: { Arn: arn(at, 'logs', `log-group:${name}:*`) } }),
  'AWS::S3::Bucket': (name) => {
    // Bucket names are in lower case, which the SDK checks before it asks.
    const bucket = name.toLowerCase();
    return { ref: bucket, attributes: { Arn: `arn:aws:s3:::${bucket}` } };
  },
  'AWS::SNS::Topic': (name, at) => {
    const topicArn = arn(at, 'sns', name);
    return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
  },
  'AWS::SQS::Queue': (name, at) => {
    // The SDK lets the address of a queue override its endpoint, so it has to be the endpoint's.
    const url = `${at.endpointUrl}/${at.accountId}/${name}`;
    return { ref: url, attributes: { Arn: arn(at, 'sqs', name), QueueName: name, QueueUrl: url } };
  },
  'AWS::Scheduler::Schedule': (name, at) => {
    return { ref: name, attributes: { Arn: arn(at, 'scheduler', `schedule/default/${name}`) } };
  },
  'AWS::Scheduler::ScheduleGroup': (name, at) => {
    return { ref: name, attributes: { Arn: arn(at, 'scheduler', `schedule-group/${name}`) } };
  },
  'AWS::SES::ConfigurationSet': (name, at) => {
    return { ref: name, attributes: { Arn: arn(at, 'ses', `configuration-set/${name}`) } };
  },
  'AWS::SecretsManager::Secret': (name, at) => {
    // Real ones end in six characters that nobody can foresee: policies have to take the whole ARN from here.
    const ending = createHash('sha256').update(`secret ${name}`).digest('base64').replace(/[+/=]/g, '').slice(0, 6);
    const secretArn = arn(at, 'secretsmanager', `secret:${name}-${ending}`);
    return { ref: secretArn, attributes: { Id: secretArn, Arn: secretArn } };
  },
};

/** The property of a type that carries its name, if it has one. */
export function nameProperty(type: string): string {
  return NAME_PROPERTIES[type] ?? '';
}

/** The name that a template gives (resolved), or one made from where the resource stands. */
export function nameOf(given: unknown, stack: string, logicalId: string): string {
  return typeof given === 'string' ? given : `${stack}-${logicalId}`;
}

/** Types that only stand for themselves have their name as `Ref`, and no attributes. */
export function refOf(type: string, name: string, surroundings: Surroundings): string {
  return IDENTITIES[type]?.(name, surroundings).ref ?? name;
}

export function attributeOf(type: string, name: string, attribute: string, surroundings: Surroundings): string {
  const value = IDENTITIES[type]?.(name, surroundings).attributes[attribute];
  if (value === undefined) throw new TemplateProblem(`the attribute ${attribute} of ${type} is not known`);
  return value;
}
