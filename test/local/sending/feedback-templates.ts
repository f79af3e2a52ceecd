import { policyOf } from '../runtime-rig.ts';

const topicArn = { Ref: 'Topic' };
const setArn = {
  'Fn::Join': [
    '',
    ['arn:aws:ses:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':configuration-set/', { Ref: 'Set' }],
  ],
};

/** A queue that lets a topic in, as CDK writes it. */
export function queueBehind(logicalId: string, topic: unknown = topicArn) {
  const Resource = { 'Fn::GetAtt': [logicalId, 'Arn'] };
  return {
    [logicalId]: { Type: 'AWS::SQS::Queue', Properties: {} },
    [`${logicalId}Policy`]: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: logicalId }],
        PolicyDocument: policyOf({
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Resource,
          Principal: { Service: 'sns.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': topic } },
        }),
      },
    },
  };
}

export function subscriptionOf(queue: string, rest: Readonly<Record<string, unknown>> = {}) {
  return {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: topicArn, Protocol: 'sqs', Endpoint: { 'Fn::GetAtt': [queue, 'Arn'] }, ...rest },
  };
}

export const TOPIC = {
  Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
  TopicPolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [topicArn],
      PolicyDocument: policyOf({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Resource: topicArn,
        Principal: { Service: 'ses.amazonaws.com' },
        Condition: { StringEquals: { 'AWS:SourceAccount': { Ref: 'AWS::AccountId' }, 'AWS:SourceArn': setArn } },
      }),
    },
  },
};

export function configurationSet(
  eventTypes: readonly string[],
  properties: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    Set: { Type: 'AWS::SES::ConfigurationSet', Properties: properties },
    SetEvents: {
      Type: 'AWS::SES::ConfigurationSetEventDestination',
      Properties: {
        ConfigurationSetName: { Ref: 'Set' },
        EventDestination: {
          Enabled: true,
          MatchingEventTypes: eventTypes,
          SnsDestination: { TopicARN: topicArn },
        },
      },
    },
  };
}

/** A configuration set whose events go by a topic to a queue, as they are. */
export const FEEDBACK = {
  ...TOPIC,
  ...queueBehind('Events'),
  Subscription: subscriptionOf('Events', { RawMessageDelivery: true }),
  ...configurationSet(['send', 'delivery', 'bounce', 'complaint', 'reject']),
};
