import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ParkItem } from './publish-domain-events.ts';

/** Parks items in a queue that a person reads: where the item stands and what is wrong, not what is in it. */
export function createParkItem(queueUrl: string, client = new SQSClient({})): ParkItem {
  return async ({ PK, SK }, { message }) => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify({ PK, SK, message }) }));
  };
}
