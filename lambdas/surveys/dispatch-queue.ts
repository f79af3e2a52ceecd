import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SendDispatch } from './dispatch-message.ts';

export function createSendDispatch(queueUrl: string, client = new SQSClient({})): SendDispatch {
  return async (message) => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }));
  };
}
