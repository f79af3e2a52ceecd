import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, expect, test } from 'vitest';
import { startRuntime } from '../runtime-rig.ts';
import { configurationSet, queueBehind, subscriptionOf, TOPIC } from './feedback-templates.ts';

let stop = () => Promise.resolve();
afterEach(() => stop());

async function start(Resources: Readonly<Record<string, unknown>>) {
  const system = await startRuntime({ ...configurationSet([]), ...Resources });
  stop = system.stop;
  const sns = new SNSClient(system.clientSettings);
  const TopicArn = system.deployment.topics[0]?.arn;
  const publish = (rest: object = {}) => sns.send(new PublishCommand({ TopicArn, Message: 'Hello', ...rest }));
  return { ...system, publish, TopicArn };
}

test('a queue gets a message in the envelope of SNS, or alone if it asks for that', async () => {
  const system = await start({
    ...TOPIC,
    ...queueBehind('Enveloped'),
    ...queueBehind('Raw'),
    ToEnveloped: subscriptionOf('Enveloped'),
    ToRaw: subscriptionOf('Raw', { RawMessageDelivery: true }),
  });
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'greeting' } };
  const { MessageId } = await system.publish({ Subject: 'Hi', MessageAttributes });
  expect(system.waiting('Raw')).toEqual(['Hello']);
  expect(JSON.parse(system.waiting('Enveloped')[0] ?? '')).toMatchObject({
    Type: 'Notification',
    MessageId,
    TopicArn: system.TopicArn,
    Subject: 'Hi',
    Message: 'Hello',
    MessageAttributes: { kind: { Type: 'String', Value: 'greeting' } },
  });
  expect(system.sending.inbox.messages().at(-1)).toMatchObject({ channel: 'topic', body: 'Hello' });
});

test('a queue that lets in another topic only gets nothing, and that is said', async () => {
  const system = await start({
    ...TOPIC,
    Other: { Type: 'AWS::SNS::Topic', Properties: {} },
    ...queueBehind('Queue', { Ref: 'Other' }),
    Subscription: subscriptionOf('Queue'),
  });
  await system.publish();
  expect(system.waiting('Queue')).toEqual([]);
  expect(system.warnings()).toContainEqual(expect.stringContaining('no resource-based policy allows'));
});

test('what a queue refuses goes to the dead-letter queue of the subscription', async () => {
  const system = await start({
    ...TOPIC,
    Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
    ...queueBehind('Dead'),
    Subscription: subscriptionOf('Queue', {
      RawMessageDelivery: true,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
    }),
  });
  await system.publish();
  expect(system.waiting('Dead')).toEqual(['Hello']);
});

test('a topic that does not let SES publish gets no events, and that is said', async () => {
  const { Topic } = TOPIC;
  const system = await start({ Topic, ...configurationSet(['send']) });
  const { SESClient, SendRawEmailCommand } = await import('@aws-sdk/client-ses');
  const RawMessage = { Data: Buffer.from('From: a@shop.example\r\nTo: b@mail.example\r\n\r\nHello') };
  await new SESClient(system.clientSettings).send(
    new SendRawEmailCommand({ RawMessage, ConfigurationSetName: 'shop-Set' }),
  );
  await system.work.quiet();
  expect(system.warnings()).toContainEqual(expect.stringMatching(/configuration-set\/shop-Set is lost: .*sns:Publish/));
});

test('a topic that the templates do not make is refused by name', async () => {
  const system = await start(TOPIC);
  const TopicArn = 'arn:aws:sns:eu-west-1:000000000000:nobody';
  await expect(system.publish({ TopicArn })).rejects.toThrow(`the templates make no topic ${TopicArn}`);
});
