import type { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { BusyError } from '../../../lambdas/kernel/busy-error.ts';
import { type SendTask, sendTask } from '../../../lambdas/outreach/send-task.ts';
import { createQueueSends, delaySeconds } from '../../../lambdas/outreach/sends-queue.ts';

const NOW = new Date('2026-06-10T04:00:00.000Z');
const SECOND = NOW.getTime() / 1_000;
const taskOf = (changes: Partial<SendTask> = {}): SendTask => ({
  memberId: 'm-1',
  messageKey: 'k-1',
  attempts: 0,
  ...changes,
});

test.each([
  [{}, 0],
  [{ notBefore: '2026-06-10T04:00:30.500Z' }, 31],
  [{ notBefore: '2026-06-10T03:00:00.000Z' }, 0],
  [{ notBefore: '2026-06-11T04:00:00.000Z' }, 900],
  [{ second: SECOND + 10 }, 8],
  [{ second: SECOND + 1 }, 0],
  [{ second: SECOND + 10, notBefore: '2026-06-11T04:00:00.000Z' }, 8],
])('a task with %j waits %d seconds in the queue', (changes, seconds) => {
  expect(delaySeconds(taskOf(changes), NOW.getTime())).toBe(seconds);
});

function queueOver(failed: number) {
  const batches: { readonly Id: string; readonly MessageBody: string; readonly DelaySeconds: number }[][] = [];
  const client = {
    async send({ input }: { readonly input: { readonly Entries: (typeof batches)[number] } }) {
      batches.push(input.Entries);
      return failed > 0 ? { Failed: Array.from({ length: failed }, () => ({})) } : {};
    },
  };
  return { batches, queue: createQueueSends('https://queue', () => NOW, client as unknown as SQSClient) };
}

test('tasks go ten at a time, and are read as they were', async () => {
  const { batches, queue } = queueOver(0);
  const tasks = Array.from({ length: 23 }, (_, index) => taskOf({ messageKey: `k-${index}`, second: SECOND + index }));
  await queue(tasks);
  expect(batches.map((batch) => batch.length)).toEqual([10, 10, 3]);
  for (const batch of batches) expect(new Set(batch.map(({ Id }) => Id)).size).toBe(batch.length);
  expect(batches.flat().map(({ MessageBody }) => sendTask.parse(JSON.parse(MessageBody)))).toEqual(tasks);
});

test('what the queue did not take is a failure of who gave it', async () => {
  await expect(queueOver(1).queue([taskOf()])).rejects.toThrow(BusyError);
});
