import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SendSweep } from './sweep-message.ts';

export function createSendSweep(queueUrl: string, client = new SQSClient({})): SendSweep {
  return async (message) => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }));
  };
}
