import * as z from 'zod';
import type { SubscriptionSpec, TopicSpec } from '../deployment.ts';
import { policyDocument } from './read-roles.ts';
import { type Resources, withoutMeaning } from './resources.ts';
import { TemplateProblem } from './template-problem.ts';

const topicProperties = z.strictObject({
  TopicName: z.string().optional(),
  // How it is shown, kept and traced: a topic on this machine is none of these.
  DisplayName: withoutMeaning,
  KmsMasterKeyId: withoutMeaning,
  SignatureVersion: withoutMeaning,
  TracingConfig: withoutMeaning,
});

const topicPolicyProperties = z.strictObject({ Topics: z.array(z.string()), PolicyDocument: policyDocument });

export function readTopics(resources: Resources): TopicSpec[] {
  const policies = resources.all('AWS::SNS::TopicPolicy', topicPolicyProperties);
  return resources.all('AWS::SNS::Topic', topicProperties).map(({ spec, name }) => {
    const arn = resources.arnOf('AWS::SNS::Topic', name, 'TopicArn');
    const own = policies.filter(({ properties }) => properties.Topics.includes(arn));
    return { ...spec, name, arn, policy: own.flatMap(({ properties }) => properties.PolicyDocument) };
  });
}

const subscriptionProperties = z.strictObject({
  TopicArn: z.string(),
  Protocol: z.enum(['sqs', 'email']),
  Endpoint: z.string(),
  RawMessageDelivery: z.boolean().default(false),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string() }).optional(),
  Region: withoutMeaning,
});

/** Queues behind topics. What would go to a person's mailbox is in the inbox as it is, as a message to the topic. */
export function readSubscriptions(resources: Resources): SubscriptionSpec[] {
  const found = resources.all('AWS::SNS::Subscription', subscriptionProperties);
  return found.flatMap(({ spec, name, properties }) => {
    if (properties.Protocol === 'email') return [];
    return resources.collect(spec.path, () => {
      if (!/^arn:[^:]+:sqs:/.test(properties.Endpoint)) {
        throw new TemplateProblem(`AWS::SNS::Subscription.Endpoint: ${properties.Endpoint} is not the ARN of a queue`);
      }
      return {
        ...spec,
        arn: `${properties.TopicArn}:${name}`,
        topicArn: properties.TopicArn,
        queueArn: properties.Endpoint,
        isRaw: properties.RawMessageDelivery,
        deadLetterQueueArn: properties.RedrivePolicy?.deadLetterTargetArn,
      };
    });
  });
}
