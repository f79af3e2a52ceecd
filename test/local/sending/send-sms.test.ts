import { gunzipSync } from 'node:zlib';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, expect, test } from 'vitest';
import { functionOf, startRuntime } from '../runtime-rig.ts';

const GROUP = {
  'Fn::Join': ['', ['sns/', { Ref: 'AWS::Region' }, '/', { Ref: 'AWS::AccountId' }, '/DirectPublishToPhoneNumber']],
};
const FAILURES = { 'Fn::Join': ['/', [GROUP, 'Failure']] };

function subscribed(name: string, group: unknown, isPermitted = true) {
  const SourceArn = {
    'Fn::Join': [':', ['arn:aws:logs', { Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }, 'log-group', group, '*']],
  };
  const permission = {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': ['Reader', 'Arn'] },
      Principal: 'logs.amazonaws.com',
      SourceArn,
    },
  };
  return {
    [name]: {
      Type: 'AWS::Logs::SubscriptionFilter',
      Properties: { LogGroupName: group, FilterPattern: '', DestinationArn: { 'Fn::GetAtt': ['Reader', 'Arn'] } },
    },
    ...(isPermitted ? { [`${name}Permission`]: permission } : {}),
  };
}

/** Says in its log what it was handed. */
const READER = 'export const handler = async (event) => console.log(JSON.stringify({ message: event.awslogs.data }))';

let stop = () => Promise.resolve();
afterEach(() => stop());

async function start(isPermitted = true) {
  const system = await startRuntime(
    {
      ...functionOf('Reader'),
      ...subscribed('Successes', GROUP, isPermitted),
      ...subscribed('Failures', FAILURES, isPermitted),
    },
    READER,
  );
  stop = system.stop;
  const sns = new SNSClient(system.clientSettings);
  return {
    ...system,
    publish: (PhoneNumber: string, rest: object = {}) =>
      sns.send(new PublishCommand({ PhoneNumber, Message: 'Hello', ...rest })),
    handed: async (count = 1) => {
      await system.work.quiet();
      const lines = () => system.logs.lines({ source: 'shop/Reader' });
      await expect.poll(() => lines().length).toBeGreaterThanOrEqual(count);
      return lines().map(({ message }) => JSON.parse(gunzipSync(Buffer.from(message, 'base64')).toString()));
    },
  };
}

const attributes = (given: Record<string, string>) => ({
  MessageAttributes: Object.fromEntries(
    Object.entries(given).map(([name, StringValue]) => [`AWS.SNS.SMS.${name}`, { DataType: 'String', StringValue }]),
  ),
});

test('an SMS lands in the inbox, and the function that reads the log is told that it arrived', async () => {
  const system = await start();
  const { MessageId } = await system.publish('+15550100', attributes({ SenderID: 'Shop', SMSType: 'Transactional' }));
  expect(system.sending.inbox.messages({ channel: 'sms' }).at(-1)).toMatchObject({
    id: MessageId,
    from: 'Shop',
    to: ['+15550100'],
    body: 'Hello',
    details: { smsType: 'Transactional' },
  });
  const [data] = await system.handed();
  expect(data).toMatchObject({
    messageType: 'DATA_MESSAGE',
    owner: '000000000000',
    logGroup: 'sns/eu-west-1/000000000000/DirectPublishToPhoneNumber',
  });
  expect(JSON.parse(data.logEvents[0].message)).toMatchObject({
    notification: { messageId: MessageId, timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/) },
    delivery: { destination: '+15550100', smsType: 'Transactional', numberOfMessageParts: 1, priceInUSD: 0.00645 },
    status: 'SUCCESS',
  });
});

test.each([
  ['+15550000', {}, 'Phone is currently unreachable/unavailable'],
  ['+15559999', {}, 'Phone number is opted out'],
  ['+15550100', attributes({ MaxPrice: '0.001' }), 'This delivery would exceed max price'],
])('an SMS to %s with %j fails, and the log of failures says why', async (phoneNumber, rest, providerResponse) => {
  const system = await start();
  await system.publish(phoneNumber, rest);
  const [data] = await system.handed();
  expect(data.logGroup).toBe('sns/eu-west-1/000000000000/DirectPublishToPhoneNumber/Failure');
  expect(JSON.parse(data.logEvents[0].message)).toMatchObject({ status: 'FAILURE', delivery: { providerResponse } });
});

test('a text in other letters takes more parts', async () => {
  const system = await start();
  await system.publish('+15550100', { Message: '礼'.repeat(71) });
  const [data] = await system.handed();
  expect(JSON.parse(data.logEvents[0].message)).toMatchObject({
    delivery: { numberOfMessageParts: 2, priceInUSD: 0.0129 },
  });
});

test('a function that does not permit it is handed nothing, and that is said', async () => {
  const system = await start(false);
  await system.publish('+15550100');
  await system.work.quiet();
  expect(system.warnings()).toContainEqual(
    expect.stringContaining('Reader does not permit logs.amazonaws.com to invoke it'),
  );
});

test('planned faults are met: throttled, opted out, over the month’s spending, an answer lost', async () => {
  const system = await start();
  const plan = (fault: 'Throttling' | 'Rejected' | 'DailyQuota' | 'LostAnswer') =>
    system.sending.faults.plan({ service: 'sns', fault, times: 1 });
  plan('Throttling');
  await expect(system.publish('+15550100')).rejects.toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
  plan('Rejected');
  await expect(system.publish('+15550100')).rejects.toThrow('is opted out');
  expect(system.sending.inbox.count('sms')).toBe(0);
  plan('LostAnswer');
  await expect(system.publish('+15550100')).rejects.toThrow();
  expect(system.sending.inbox.count('sms')).toBe(1);
  plan('DailyQuota');
  await system.publish('+15550100');
  const failed = (await system.handed(2)).find(({ logGroup }) => logGroup.endsWith('/Failure'));
  expect(JSON.parse(failed.logEvents[0].message).delivery.providerResponse).toBe('No quota left for account');
});

test('a number that is none is refused', async () => {
  const system = await start();
  await expect(system.publish('0155')).rejects.toThrow('0155 is not valid to publish to');
});
