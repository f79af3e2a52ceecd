import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Clock } from '../kernel/clock.ts';
import type { SendStaging } from './staging-message.ts';

/** What the queue itself can wait. */
const DELAY_SECONDS_MAX = 900;

export function createSendStaging(queueUrl: string, clock: Clock, client = new SQSClient({})): SendStaging {
  return async (message) => {
    const seconds = Math.ceil((Date.parse(message.stagedAt) - clock().getTime()) / 1000);
    const DelaySeconds = Math.min(DELAY_SECONDS_MAX, Math.max(0, seconds));
    await client.send(
      new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message), DelaySeconds }),
    );
  };
}
