import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aws, Fn, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ConfigurationSet, EventDestination } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { expect, test } from 'vitest';
import { createAccess } from '../../../local/access/access.ts';
import { readDeployment } from '../../../local/assembly/read-deployment.ts';

/** What CDK's own constructs make of the feedback of e-mail and SMS. */
function synthesize() {
  const outdir = mkdtempSync(join(tmpdir(), 'holdfast-synthesized-'));
  const code = join(outdir, 'code');
  mkdirSync(code);
  writeFileSync(join(code, 'index.mjs'), 'export const handler = () => undefined;');
  const app = new App({ outdir: join(outdir, 'cdk.out'), analyticsReporting: false });
  const stack = new Stack(app, 'outreach');
  const reader = new LambdaFunction(stack, 'Reader', {
    code: Code.fromAsset(code),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
  });
  new Secret(stack, 'Signing', { generateSecretString: { passwordLength: 64, excludePunctuation: true } }).grantRead(
    reader,
  );
  const topic = new Topic(stack, 'Feedback', { enforceSSL: true });
  const queue = new Queue(stack, 'Events', { enforceSSL: true });
  topic.addSubscription(
    new SqsSubscription(queue, { rawMessageDelivery: true, deadLetterQueue: new Queue(stack, 'D') }),
  );
  new ConfigurationSet(stack, 'Set', { reputationMetrics: true }).addEventDestination('Topic', {
    destination: EventDestination.snsTopic(topic),
  });
  const group = Fn.join('/', ['sns', Aws.REGION, Aws.ACCOUNT_ID, 'DirectPublishToPhoneNumber']);
  new SubscriptionFilter(stack, 'Filter', {
    logGroup: LogGroup.fromLogGroupName(stack, 'Sms', group),
    destination: new LambdaDestination(reader),
    filterPattern: FilterPattern.allEvents(),
  });
  return readDeployment(app.synth().directory, { endpointUrl: 'http://127.0.0.1:9' });
}

test('what CDK makes of feedback is read, and its policies let it through', () => {
  const deployment = synthesize();
  const { topics, queues, configurationSets, subscriptions, logSubscriptions, functions, secrets } = deployment;
  const access = createAccess(deployment);
  const [topic, set, subscription, reader, secret] = [
    topics[0],
    configurationSets[0],
    subscriptions[0],
    functions[0],
    secrets[0],
  ];
  if (!topic || !set || !subscription || !reader || !secret) throw new Error('something was not read');
  expect(set.eventDestinations[0]?.eventTypes).toEqual(expect.arrayContaining(['send', 'bounce', 'complaint']));
  access.authorizeService('ses.amazonaws.com', topic.policy, 'sns:Publish', topic.arn, set.arn);
  const queue = queues.find(({ arn }) => arn === subscription.queueArn);
  access.authorizeService(
    'sns.amazonaws.com',
    queue?.policy ?? [],
    'sqs:SendMessage',
    subscription.queueArn,
    topic.arn,
  );
  const deadLetters = queues.find(({ arn }) => arn === subscription.deadLetterQueueArn);
  expect(deadLetters?.policy[0]?.principals).toEqual(['sns.amazonaws.com']);
  access.authorize(reader.arn, 'secretsmanager:GetSecretValue', secret.arn);
  expect(logSubscriptions[0]?.functionArn).toBe(reader.arn);
  expect(reader.invokePermissions).toContainEqual({
    principal: 'logs.amazonaws.com',
    sourceArn: `arn:aws:logs:eu-west-1:000000000000:log-group:${logSubscriptions[0]?.logGroupName}:*`,
  });
});
