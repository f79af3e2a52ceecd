import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { QueueSends, SendTask } from './send-task.ts';

const BATCH_MAX = 10;
/** What the queue itself can wait. */
const DELAY_SECONDS_MAX = 900;
/** Before its second a task is with its sender already, who waits for the rest. */
const AHEAD_SECONDS = 2;

export function createQueueSends(queueUrl: string, clock: Clock, client = new SQSClient({})): QueueSends {
  return async (tasks) => {
    for (let start = 0; start < tasks.length; start += BATCH_MAX) {
      const Entries = tasks.slice(start, start + BATCH_MAX).map((task, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(task),
        DelaySeconds: delaySeconds(task, clock().getTime()),
      }));
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      if (Failed.length > 0) throw new BusyError(`the queue of sends did not take ${Failed.length} tasks`);
    }
  };
}

export function delaySeconds({ notBefore, second }: SendTask, nowMs: number): number {
  const startMs = second === undefined ? Date.parse(notBefore ?? '') : (second - AHEAD_SECONDS) * 1000;
  const seconds = Math.ceil((startMs - nowMs) / 1000);
  return Number.isNaN(seconds) ? 0 : Math.min(DELAY_SECONDS_MAX, Math.max(0, seconds));
}
