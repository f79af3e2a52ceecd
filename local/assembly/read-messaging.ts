import * as z from 'zod';
import type { BusSpec, Json, QueueSpec, RuleSpec, ScheduleSpec } from '../deployment.ts';
import { compilePattern } from '../messaging/event-pattern.ts';
import { nextFire } from '../time/schedule-expression.ts';
import { policyDocument } from './read-roles.ts';
import { type Resources, withoutMeaning } from './resources.ts';

const deadLetterConfig = z.strictObject({ Arn: z.string() });

const queueProperties = z.strictObject({
  QueueName: z.string().optional(),
  VisibilityTimeout: z.number().default(30),
  DelaySeconds: z.number().default(0),
  MessageRetentionPeriod: z.number().default(345_600),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() }).optional(),
  // Encryption at rest: nothing rests here.
  SqsManagedSseEnabled: withoutMeaning,
  KmsMasterKeyId: withoutMeaning,
});

const queuePolicyProperties = z.strictObject({ Queues: z.array(z.string()), PolicyDocument: policyDocument });

export function readQueues(resources: Resources): QueueSpec[] {
  const policies = resources.all('AWS::SQS::QueuePolicy', queuePolicyProperties);
  return resources.all('AWS::SQS::Queue', queueProperties).map(({ spec, name, properties }) => {
    const url = resources.arnOf('AWS::SQS::Queue', name, 'QueueUrl');
    const { RedrivePolicy: redrive } = properties;
    return {
      ...spec,
      name,
      arn: resources.arnOf('AWS::SQS::Queue', name),
      visibilityTimeoutSeconds: properties.VisibilityTimeout,
      delaySeconds: properties.DelaySeconds,
      retentionSeconds: properties.MessageRetentionPeriod,
      redrive:
        redrive === undefined
          ? undefined
          : { deadLetterQueueArn: redrive.deadLetterTargetArn, maxReceiveCount: redrive.maxReceiveCount },
      policy: policies
        .filter((policy) => policy.properties.Queues.includes(url))
        .flatMap((policy) => policy.properties.PolicyDocument),
    };
  });
}

const busProperties = z.strictObject({ Name: z.string(), Description: withoutMeaning });

const archiveProperties = z.strictObject({
  SourceArn: z.string(),
  EventPattern: z.record(z.string(), z.unknown()),
  Description: withoutMeaning,
  // Here the last ones are kept, whatever their age.
  RetentionDays: withoutMeaning,
  KmsKeyIdentifier: withoutMeaning,
});

export function readBuses(resources: Resources): BusSpec[] {
  const archives = resources.all('AWS::Events::Archive', archiveProperties).map(({ spec, properties }) => {
    const pattern = properties.EventPattern as Json;
    resources.collect(spec.path, () => compilePattern(pattern));
    return { path: spec.path, busArn: properties.SourceArn, pattern };
  });
  return resources.all('AWS::Events::EventBus', busProperties).map(({ spec, name }) => {
    const arn = resources.arnOf('AWS::Events::EventBus', name);
    const own = archives.filter(({ busArn }) => busArn === arn).map(({ path, pattern }) => ({ path, pattern }));
    return { ...spec, name, arn, archives: own };
  });
}

const ruleTarget = z.strictObject({
  Id: withoutMeaning,
  Arn: z.string(),
  DeadLetterConfig: deadLetterConfig.optional(),
  // A target on this machine takes an event or refuses it for good: there is nothing to try again.
  RetryPolicy: withoutMeaning,
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .strictObject({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() })
    .optional(),
});

const ruleProperties = z.strictObject({
  Name: z.string().optional(),
  Description: withoutMeaning,
  EventBusName: z.string(),
  EventPattern: z.record(z.string(), z.unknown()),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(ruleTarget).default([]),
});

export function readRules(resources: Resources): RuleSpec[] {
  return resources.all('AWS::Events::Rule', ruleProperties).map(({ spec, name, properties }) => {
    const { EventBusName: bus } = properties;
    resources.collect(spec.path, () => compilePattern(properties.EventPattern as Json));
    return {
      ...spec,
      arn: resources.arnOf('AWS::Events::Rule', name),
      busArn: bus.startsWith('arn:') ? bus : resources.arnOf('AWS::Events::EventBus', bus),
      pattern: properties.EventPattern as Json,
      isEnabled: properties.State === 'ENABLED',
      targets: properties.Targets.map((target) => ({
        targetArn: target.Arn,
        deadLetterQueueArn: target.DeadLetterConfig?.Arn,
        input: target.Input,
        inputPath: target.InputPath,
        inputTransformer:
          target.InputTransformer === undefined
            ? undefined
            : { paths: target.InputTransformer.InputPathsMap, template: target.InputTransformer.InputTemplate },
      })),
    };
  });
}

const scheduleProperties = z.strictObject({
  Name: z.string().optional(),
  Description: withoutMeaning,
  GroupName: withoutMeaning,
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().optional(),
    DeadLetterConfig: deadLetterConfig.optional(),
    RetryPolicy: withoutMeaning,
  }),
});

export function readSchedules(resources: Resources): ScheduleSpec[] {
  return resources.all('AWS::Scheduler::Schedule', scheduleProperties).map(({ spec, name, properties }) => {
    const { Target: target, ScheduleExpression: expression, ScheduleExpressionTimezone: timeZone } = properties;
    resources.collect(spec.path, () => nextFire(expression, timeZone, Date.now(), Date.now()));
    return {
      ...spec,
      name,
      arn: resources.arnOf('AWS::Scheduler::Schedule', name),
      expression,
      timeZone,
      isEnabled: properties.State === 'ENABLED',
      targetArn: target.Arn,
      roleArn: target.RoleArn,
      input: target.Input,
      deadLetterQueueArn: target.DeadLetterConfig?.Arn,
    };
  });
}
