import type { Check } from './queue-checks.ts';
import { type Infrastructure, listOf, propertiesOf, type Resource } from './templates.ts';

interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
}

/** What the policies of a role allow. */
function allowedTo(
  infrastructure: Infrastructure,
  role: string | undefined,
): { policy: Resource; statement: Statement }[] {
  return policiesOfRoles(infrastructure).filter(({ policy }) =>
    listOf(policy.properties['Roles']).some((attached) => infrastructure.target(policy, attached) === role),
  );
}

function policiesOfRoles(infrastructure: Infrastructure): { policy: Resource; statement: Statement }[] {
  return infrastructure.ofType('AWS::IAM::Policy').flatMap((policy) =>
    listOf(propertiesOf(policy.properties['PolicyDocument'])['Statement'])
      .map(propertiesOf)
      .filter(({ Effect }) => Effect === 'Allow')
      .map(({ Action, Resource: resources }) => ({
        policy,
        statement: { actions: listOf(Action).map(String), resources: listOf(resources) },
      })),
  );
}

export const functionsWithoutOwnLog: Check = (infrastructure) => {
  const kept = infrastructure
    .ofType('AWS::Logs::LogGroup')
    .filter(({ properties }) => Number(properties['RetentionInDays']) > 0)
    .map(({ id }) => id);
  const logOf = (fn: Resource) => infrastructure.target(fn, propertiesOf(fn.properties['LoggingConfig'])['LogGroup']);
  const functions = infrastructure.ofType('AWS::Lambda::Function');
  return functions
    .filter((fn) => {
      const log = logOf(fn);
      return (
        log === undefined || !kept.includes(log) || functions.some((other) => other !== fn && logOf(other) === log)
      );
    })
    .map(({ id }) => id);
};

export const policiesWithWildcardActions: Check = (infrastructure) =>
  policiesOfRoles(infrastructure)
    .filter(({ statement }) => statement.actions.some((action) => action.includes('*')))
    .map(({ policy }) => policy.id);

/** Resource `*`, unless every action of the statement is on the list: actions that know no resource, each with its reason. */
export const policiesWithWildcardResources =
  (reasons: Readonly<Record<string, string>>): Check =>
  (infrastructure) =>
    policiesOfRoles(infrastructure)
      .filter(({ statement }) => statement.resources.includes('*'))
      .filter(({ statement }) => !statement.actions.every((action) => Object.hasOwn(reasons, action)))
      .map(({ policy }) => policy.id);

export const rolesWithManagedPolicies: Check = (infrastructure) =>
  infrastructure
    .ofType('AWS::IAM::Role')
    .filter(({ properties }) => listOf(properties['ManagedPolicyArns']).length > 0)
    .map(({ id }) => id);

function sendsToItsOwnQueue(infrastructure: Infrastructure, fn: Resource): boolean {
  const ownQueues = infrastructure
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter((mapping) => infrastructure.target(mapping, mapping.properties['FunctionName']) === fn.id)
    .map((mapping) => infrastructure.target(mapping, mapping.properties['EventSourceArn']));
  return allowedTo(infrastructure, infrastructure.target(fn, fn.properties['Role'])).some(
    ({ policy, statement }) =>
      statement.actions.includes('sqs:SendMessage') &&
      statement.resources.some((resource) => ownQueues.includes(infrastructure.target(policy, resource))),
  );
}

/** Lambda stops a function that continues itself, unless it is told to let it; and should stop every other. */
export const functionsWithWrongLoopGuard: Check = (infrastructure) =>
  infrastructure
    .ofType('AWS::Lambda::Function')
    .filter((fn) => (fn.properties['RecursiveLoop'] === 'Allow') !== sendsToItsOwnQueue(infrastructure, fn))
    .map(({ id }) => id);

export const tablesThatCanBeLost: Check = (infrastructure) =>
  infrastructure
    .ofType('AWS::DynamoDB::GlobalTable')
    .filter(({ properties, deletionPolicy, updateReplacePolicy }) => {
      const replicas = listOf(properties['Replicas']).map(propertiesOf);
      const areSafe = replicas.every(
        ({ DeletionProtectionEnabled, PointInTimeRecoverySpecification }) =>
          DeletionProtectionEnabled === true &&
          propertiesOf(PointInTimeRecoverySpecification)['PointInTimeRecoveryEnabled'] === true,
      );
      return !(replicas.length > 0 && areSafe && deletionPolicy === 'Retain' && updateReplacePolicy === 'Retain');
    })
    .map(({ id }) => id);

const SHUT = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

export const bucketsThatCanBeLostOrRead: Check = (infrastructure) =>
  infrastructure
    .ofType('AWS::S3::Bucket')
    .filter(({ properties, deletionPolicy, updateReplacePolicy }) => {
      const access = propertiesOf(properties['PublicAccessBlockConfiguration']);
      const isShut = SHUT.every((name) => access[name] === true);
      const isVersioned = propertiesOf(properties['VersioningConfiguration'])['Status'] === 'Enabled';
      const isEncrypted = properties['BucketEncryption'] !== undefined;
      const isKept = deletionPolicy === 'Retain' && updateReplacePolicy === 'Retain';
      return !(isShut && isVersioned && isEncrypted && isKept);
    })
    .map(({ id }) => id);

const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
};

/** A name that is the same in every stage would let only one of them into an account. */
export const resourcesThatNameThemselves: Check = (infrastructure) =>
  infrastructure.resources
    .filter(({ type, properties }) => {
      const property = NAME_PROPERTIES[type];
      return property !== undefined && properties[property] !== undefined;
    })
    .map(({ id }) => id);
