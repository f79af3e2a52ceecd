import { expect, test } from 'vitest';
import { configurationSet, FEEDBACK, queueBehind, subscriptionOf, TOPIC } from '../sending/feedback-templates.ts';
import { deploymentOfResources, refusalOf } from './assembly-of.ts';

const secret = (Properties: object) => ({ Secret: { Type: 'AWS::SecretsManager::Secret', Properties } });
const secretOf = (Properties: object) => deploymentOfResources(secret(Properties)).secrets[0];

test('a configuration set knows its topics by the events they asked for, however these are written', () => {
  const { configurationSets, topics } = deploymentOfResources({
    ...TOPIC,
    ...configurationSet(['SEND', 'deliveryDelay'], { SuppressionOptions: { SuppressedReasons: ['BOUNCE'] } }),
  });
  expect(configurationSets[0]).toMatchObject({
    name: 'shop-Set',
    suppressedReasons: ['BOUNCE'],
    eventDestinations: [{ topicArn: topics[0]?.arn, eventTypes: ['send', 'deliverydelay'] }],
  });
});

test('a subscription knows its topic and queue, and a queue that is subscribed lets the topic in', () => {
  const { subscriptions, queues, topics } = deploymentOfResources(FEEDBACK);
  expect(subscriptions[0]).toMatchObject({ topicArn: topics[0]?.arn, queueArn: queues[0]?.arn, isRaw: true });
  expect(queues[0]?.policy[0]).toMatchObject({ principals: ['sns.amazonaws.com'] });
});

test('what is not supported of sending is refused by name', () => {
  const topic = { ...TOPIC, ...configurationSet([]), ...queueBehind('Queue') };
  expect(refusalOf({ ...topic, Sub: subscriptionOf('Queue', { FilterPolicy: {} }) })).toContain(
    'the property AWS::SNS::Subscription.FilterPolicy is not supported',
  );
  expect(refusalOf({ ...topic, Sub: subscriptionOf('Queue', { Protocol: 'lambda' }) })).toContain('Protocol');
  expect(refusalOf({ ...TOPIC, ...configurationSet(['sent']) })).toContain('MatchingEventTypes');
});

test('only the log groups of SNS can be subscribed to, and only without a pattern', () => {
  const filter = (LogGroupName: string, FilterPattern = '') => {
    const DestinationArn = 'arn:aws:lambda:eu-west-1:000000000000:function:reader';
    return {
      Filter: { Type: 'AWS::Logs::SubscriptionFilter', Properties: { LogGroupName, FilterPattern, DestinationArn } },
    };
  };
  const group = 'sns/eu-west-1/000000000000/DirectPublishToPhoneNumber';
  expect(deploymentOfResources(filter(group)).logSubscriptions[0]).toMatchObject({ logGroupName: group });
  expect(refusalOf(filter('/aws/lambda/mine'))).toContain('the log group /aws/lambda/mine are not supported');
  expect(refusalOf(filter(group, 'ERROR'))).toContain('filter patterns are not supported');
});

test('a secret is made as its template asks, and is the same each time', () => {
  const made = secretOf({ GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } });
  expect(made?.value).toMatch(/^[A-Za-z0-9]{64}$/);
  for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/]) expect(made?.value).toMatch(kind);
  expect(made).toEqual(secretOf({ GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } }));
  expect(made?.arn).toMatch(/^arn:aws:secretsmanager:eu-west-1:000000000000:secret:shop-Secret-[A-Za-z0-9]{6}$/);
});

test('a secret can be text, and can be one key of an object', () => {
  expect(secretOf({ SecretString: 'plain' })?.value).toBe('plain');
  const generation = { SecretStringTemplate: '{"user":"a"}', GenerateStringKey: 'password', ExcludeCharacters: 'abc' };
  const { user, password } = JSON.parse(secretOf({ GenerateSecretString: generation })?.value ?? '{}');
  expect([user, password.length]).toEqual(['a', 32]);
  expect(password).not.toMatch(/[abc]/);
});

test('a secret of nothing is refused', () => {
  const Exclude = { ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true, ExcludePunctuation: true };
  expect(refusalOf(secret({ GenerateSecretString: Exclude }))).toContain('excludes every character');
});
