import type { SNSClient } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import type { OutgoingMessage } from '../../../lambdas/outreach/channel.ts';
import { createSmsChannel, type SmsSettings } from '../../../lambdas/outreach/sms-channel.ts';

const MESSAGE: OutgoingMessage = {
  memberId: 'm-1',
  messageKey: 'k-1',
  messageId: 'points-expiring',
  topic: 'account',
  class: 'service',
  occurredAt: '2026-10-01T00:00:00.000Z',
  language: 'en',
  address: '+8613800138000',
  content: { channel: 'sms', text: '您有200积分即将过期' },
};

function channelOver(settings: SmsSettings, answer: () => unknown = () => ({ MessageId: 'sns-1' })) {
  const inputs: unknown[] = [];
  const client = {
    async send({ input }: { readonly input: unknown }) {
      inputs.push(input);
      return answer();
    },
  };
  return { inputs, channel: createSmsChannel(settings, client as unknown as SNSClient) };
}

test.each([
  ['marketing', 'Promotional'],
  ['service', 'Transactional'],
  ['transactional', 'Transactional'],
] as const)('what is %s goes as %s, with its sender and the most that it may cost', async (kind, type) => {
  const { inputs, channel } = channelOver({ senderId: 'GIFTS', priceMax: '0.10' });
  expect(await (await channel.prepare({ ...MESSAGE, class: kind }))()).toEqual({ kind: 'SENT', providerId: 'sns-1' });
  expect(inputs).toEqual([
    {
      PhoneNumber: '+8613800138000',
      Message: '您有200积分即将过期',
      MessageAttributes: {
        'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: type },
        'AWS.SNS.SMS.SenderID': { DataType: 'String', StringValue: 'GIFTS' },
        'AWS.SNS.SMS.MaxPrice': { DataType: 'Number', StringValue: '0.10' },
      },
    },
  ]);
});

test('what is not set is not sent along, and twenty go in a second', async () => {
  const { inputs, channel } = channelOver({});
  await (await channel.prepare(MESSAGE))();
  expect(inputs).toMatchObject([{ MessageAttributes: { 'AWS.SNS.SMS.SMSType': {} } }]);
  expect(JSON.stringify(inputs)).not.toMatch(/SenderID|MaxPrice/);
  expect(await channel.ratePerSecond()).toBe(20);
  expect(await channelOver({ ratePerSecond: 3 }).channel.ratePerSecond()).toBe(3);
});

test('what the provider throws is an answer, and what is no SMS is a fault', async () => {
  const { channel } = channelOver({}, () => {
    throw Object.assign(new Error(), { name: 'OptedOutException', $metadata: { httpStatusCode: 400 } });
  });
  expect(await (await channel.prepare(MESSAGE))()).toEqual({ kind: 'REJECTED', reason: 'OptedOutException' });
  const content = { channel: 'webhook', text: 'x' } as const;
  await expect(channel.prepare({ ...MESSAGE, content })).rejects.toThrow('is no SMS');
});
