import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { SendingChannel } from './channel.ts';
import { readProviderAnswer } from './provider-fault.ts';

export interface SmsSettings {
  /** Up to eleven letters or digits, where the receiver's country shows it. */
  readonly senderId?: string | undefined;
  /** In USD, of one part. */
  readonly priceMax?: string | undefined;
  readonly ratePerSecond?: number | undefined;
}

/** What an account may send in a second unless it has asked for more. */
const RATE_DEFAULT = 20;
/** Without the last of them a request that takes too long is only warned of. */
const SEND_LIMITS = { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/** SMS by SNS, to a number in E.164; one attempt. */
export function createSmsChannel(
  { senderId, priceMax, ratePerSecond = RATE_DEFAULT }: SmsSettings,
  client = new SNSClient({ maxAttempts: 1, requestHandler: SEND_LIMITS }),
): SendingChannel {
  return {
    async prepare({ address, content, class: kind }) {
      if (content.channel !== 'sms') throw new Error(`a message by ${content.channel} is no SMS`);
      const attributes = {
        'AWS.SNS.SMS.SMSType': kind === 'marketing' ? 'Promotional' : 'Transactional',
        'AWS.SNS.SMS.SenderID': senderId,
        'AWS.SNS.SMS.MaxPrice': priceMax,
      };
      const given = Object.entries(attributes).flatMap(([name, value]) =>
        value === undefined
          ? []
          : [[name, { DataType: name.endsWith('Price') ? 'Number' : 'String', StringValue: value }]],
      );
      const command = new PublishCommand({
        PhoneNumber: address,
        Message: content.text,
        MessageAttributes: Object.fromEntries(given),
      });
      return () => readProviderAnswer(client.send(command));
    },
    ratePerSecond: async () => ratePerSecond,
  };
}
