import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { leadOf, type QueueSends, type SendGroup, startOf } from './send-task.ts';

const BATCH_MAX = 10;
const BATCH_BYTES_MAX = 200_000;
/** What the queue itself can wait. */
const DELAY_SECONDS_MAX = 900;

export function createQueueSends(queueUrl: string, clock: Clock, client = new SQSClient({})): QueueSends {
  return async (groups) => {
    for (const bodies of batchesOf(groups)) {
      const Entries = bodies.map(({ group, body }, index) => ({
        Id: String(index),
        MessageBody: body,
        DelaySeconds: delaySeconds(group, clock().getTime()),
      }));
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      if (Failed.length > 0) throw new BusyError(`the queue of sends did not take ${Failed.length} groups`);
    }
  };
}

/** Less than it takes to a second that is granted, whose sender waits for the rest; rounded up for everything else. */
export function delaySeconds(group: SendGroup, nowMs: number): number {
  const seconds = (startOf(group) - nowMs) / 1000;
  const whole = group.grant === undefined ? Math.ceil(seconds) : Math.floor(seconds) - leadOf(group);
  return Math.min(DELAY_SECONDS_MAX, Math.max(0, whole));
}

interface Body {
  readonly group: SendGroup;
  readonly body: string;
}

function batchesOf(groups: readonly SendGroup[]): Body[][] {
  const batches: Body[][] = [];
  let bytes = 0;
  for (const group of groups) {
    const body = JSON.stringify(group);
    const last = batches.at(-1);
    bytes += Buffer.byteLength(body);
    if (last === undefined || last.length === BATCH_MAX || bytes > BATCH_BYTES_MAX) {
      batches.push([{ group, body }]);
      bytes = Buffer.byteLength(body);
    } else last.push({ group, body });
  }
  return batches;
}
