import { expect, test } from 'vitest';
import {
  bucketsThatCanBeLostOrRead,
  functionsWithoutOwnLog,
  functionsWithWrongLoopGuard,
  policiesWithWildcardActions,
  policiesWithWildcardResources,
  resourcesThatNameThemselves,
  rolesWithManagedPolicies,
  tablesThatCanBeLost,
} from './function-checks.ts';
import {
  alarmsThatTellNobody,
  type Check,
  deliveriesThatLoseEvents,
  mappingsThatFailWholeBatches,
  queuesSeenAgainTooSoon,
  queuesWithoutAlarm,
  queuesWithoutDeadLetters,
  rulesOfSeveralSources,
  scheduledFunctionsThatFailUnseen,
  schedulesInNoZone,
  schedulesInSkippedHours,
  streamMappingsThatLoseRecords,
} from './queue-checks.ts';
import { Infrastructure, synthesize } from './templates.ts';

const stages = { local: synthesize({ stage: 'local' }), production: synthesize({ stage: 'production' }) };

/** Actions that know no resource, each with the reason why a function may take them. */
const WILDCARD_RESOURCE_REASONS = {
  'ses:GetSendQuota': 'the quota is of the account',
  'ses:ListSuppressedDestinations': 'the list is of the account',
  'sns:Publish': 'a phone number is nothing of AWS that a policy could name',
};

/** The property value that breaks what the check looks for, in every resource of the type. */
interface Breakage {
  readonly type: string;
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
}

const QUEUE = 'AWS::SQS::Queue';
const ALARM = 'AWS::CloudWatch::Alarm';
const FUNCTION = 'AWS::Lambda::Function';
const MAPPING = 'AWS::Lambda::EventSourceMapping';
const RULE = 'AWS::Events::Rule';
const SCHEDULE = 'AWS::Scheduler::Schedule';
const TABLE = 'AWS::DynamoDB::GlobalTable';
const BUCKET = 'AWS::S3::Bucket';
const POLICY = 'AWS::IAM::Policy';
const STATEMENT = ['Properties', 'PolicyDocument', 'Statement', 0] as const;

const property = (type: string, path: readonly (string | number)[], value?: unknown): Breakage => ({
  type,
  path: ['Properties', ...path],
  value,
});

const RULES: readonly (readonly [string, Check, readonly Breakage[]])[] = [
  ['every queue has a dead-letter queue or is one', queuesWithoutDeadLetters, [property(QUEUE, ['RedrivePolicy'])]],
  [
    'every queue has an alarm: a dead-letter queue on its depth, every other on its age',
    queuesWithoutAlarm,
    [property(ALARM, ['MetricName'], 'NumberOfMessagesSent'), property(ALARM, ['Dimensions'], [])],
  ],
  ['every alarm tells the alarm topic', alarmsThatTellNobody, [property(ALARM, ['AlarmActions'])]],
  [
    'a queue hides a message for six timeouts of the function that reads it',
    queuesSeenAgainTooSoon,
    [property(QUEUE, ['VisibilityTimeout'], 179), property(QUEUE, ['VisibilityTimeout'])],
  ],
  [
    'every event-source mapping reports the items that failed',
    mappingsThatFailWholeBatches,
    [property(MAPPING, ['FunctionResponseTypes'])],
  ],
  [
    'a stream reader retries to the 23rd hour, splits a failing batch, and parks what still fails',
    streamMappingsThatLoseRecords,
    [
      property(MAPPING, ['MaximumRetryAttempts']),
      property(MAPPING, ['MaximumRecordAgeInSeconds'], 24 * 3600),
      property(MAPPING, ['BisectBatchOnFunctionError']),
      property(MAPPING, ['DestinationConfig']),
    ],
  ],
  [
    'every target of a rule or a schedule has a retry policy and a dead-letter queue',
    deliveriesThatLoseEvents,
    [
      property(RULE, ['Targets', 0, 'DeadLetterConfig']),
      property(RULE, ['Targets', 0, 'RetryPolicy', 'MaximumRetryAttempts']),
      property(SCHEDULE, ['Target', 'DeadLetterConfig']),
      property(SCHEDULE, ['Target', 'RetryPolicy', 'MaximumEventAgeInSeconds']),
    ],
  ],
  [
    'every rule of the bus takes the events of one source, by the names that they have there',
    rulesOfSeveralSources,
    [property(RULE, ['EventPattern', 'source']), property(RULE, ['EventPattern', 'source'], ['ours', 'theirs'])],
  ],
  ['every schedule names its time zone', schedulesInNoZone, [property(SCHEDULE, ['ScheduleExpressionTimezone'])]],
  [
    'no schedule stands at an hour that a zone skips when its clocks go forward',
    schedulesInSkippedHours,
    [property(SCHEDULE, ['ScheduleExpression'], 'cron(30 2 * * ? *)')],
  ],
  [
    'a run of a scheduled function that fails for good leaves a dead letter',
    scheduledFunctionsThatFailUnseen,
    [property('AWS::Lambda::EventInvokeConfig', ['DestinationConfig'])],
  ],
  [
    'the table survives its stack, its replacement, a slip of the hand and a bad write',
    tablesThatCanBeLost,
    [
      { type: TABLE, path: ['DeletionPolicy'], value: 'Delete' },
      { type: TABLE, path: ['UpdateReplacePolicy'], value: 'Delete' },
      property(TABLE, ['Replicas', 0, 'DeletionProtectionEnabled'], false),
      property(TABLE, ['Replicas', 0, 'PointInTimeRecoverySpecification']),
      property(TABLE, ['Replicas'], []),
    ],
  ],
  [
    'the archive survives its stack and what replaces its files, encrypted, and nobody reads it from outside',
    bucketsThatCanBeLostOrRead,
    [
      { type: BUCKET, path: ['DeletionPolicy'], value: 'Delete' },
      { type: BUCKET, path: ['UpdateReplacePolicy'], value: 'Delete' },
      property(BUCKET, ['VersioningConfiguration']),
      property(BUCKET, ['BucketEncryption']),
      property(BUCKET, ['PublicAccessBlockConfiguration', 'BlockPublicPolicy'], false),
    ],
  ],
  [
    'every function has a log group of its own, kept for a known time',
    functionsWithoutOwnLog,
    [
      property(FUNCTION, ['LoggingConfig']),
      property(FUNCTION, ['LoggingConfig', 'LogGroup'], { Ref: 'OneForAll' }),
      property('AWS::Logs::LogGroup', ['RetentionInDays']),
    ],
  ],
  [
    'no role may do an action with a wildcard',
    policiesWithWildcardActions,
    [{ type: POLICY, path: [...STATEMENT, 'Action'], value: ['dynamodb:*'] }],
  ],
  [
    'no role may act on every resource, except where the action knows none',
    policiesWithWildcardResources(WILDCARD_RESOURCE_REASONS),
    [{ type: POLICY, path: [...STATEMENT, 'Resource'], value: '*' }],
  ],
  [
    'no role has a managed policy, whose resources nobody chose',
    rolesWithManagedPolicies,
    [property('AWS::IAM::Role', ['ManagedPolicyArns'], ['arn:aws:iam::aws:policy/AdministratorAccess'])],
  ],
  [
    'a function that may send to the queue it reads is allowed the loop, and no other is',
    functionsWithWrongLoopGuard,
    [property(FUNCTION, ['RecursiveLoop']), property(FUNCTION, ['RecursiveLoop'], 'Allow')],
  ],
  [
    'resources leave their names to CloudFormation, so that stages share an account',
    resourcesThatNameThemselves,
    [property(QUEUE, ['QueueName'], 'orders'), property(TABLE, ['TableName'], 'holdfast')],
  ],
];

test.each(RULES)('%s', (_sentence, check, breakages) => {
  for (const [stage, templates] of Object.entries(stages)) {
    expect(check(new Infrastructure(templates)), stage).toEqual([]);
  }
  for (const breakage of breakages) {
    expect(check(breakEach(breakage)), `the check sees ${breakage.path.join('.')}`).not.toEqual([]);
  }
});

/** The local stage with one property of every resource of a type changed, or removed if there is no value. */
function breakEach({ type, path, value }: Breakage): Infrastructure {
  const templates = structuredClone(stages.local);
  const resources = Object.values(templates).flatMap(({ Resources }) => Object.values(Resources));
  for (const resource of resources.filter((candidate) => candidate['Type'] === type)) set(resource, path, value);
  return new Infrastructure(templates);
}

function set(holder: unknown, path: readonly (string | number)[], value: unknown): void {
  const [step, ...rest] = path;
  if (step === undefined || typeof holder !== 'object' || holder === null) return;
  if (rest.length > 0) set(Reflect.get(holder, step), rest, value);
  else if (value === undefined) Reflect.deleteProperty(holder, step);
  else Reflect.set(holder, step, value);
}
