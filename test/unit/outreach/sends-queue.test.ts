import type { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { BusyError } from '../../../lambdas/kernel/busy-error.ts';
import { type SendGroup, sendGroup } from '../../../lambdas/outreach/send-task.ts';
import { createQueueSends, delaySeconds } from '../../../lambdas/outreach/sends-queue.ts';

const NOW = new Date('2026-06-10T04:00:00.000Z');
const SECOND = NOW.getTime() / 1_000;
const groupOf = (changes: Partial<SendGroup> = {}, messageKey = 'k-1'): SendGroup => ({
  tasks: [{ memberId: 'm-1', messageKey, attempts: 0 }],
  ...changes,
});
/** As many as are worth starting for before their second. */
const MANY = Array.from({ length: 10 }, (_, index) => ({ memberId: `m-${index}`, messageKey: 'k-1', attempts: 0 }));
const grant = (second: number): Partial<SendGroup> => ({ grant: { channel: 'email', second } });

test.each([
  [{}, 0],
  [{ notBefore: '2026-06-10T04:00:30.500Z' }, 31],
  [{ notBefore: '2026-06-10T03:00:00.000Z' }, 0],
  [{ notBefore: '2026-06-11T04:00:00.000Z' }, 900],
  [grant(SECOND + 10), 10],
  [{ ...grant(SECOND + 10), tasks: MANY }, 5],
  [grant(SECOND + 1), 1],
  [{ ...grant(SECOND + 1), tasks: MANY }, 0],
  [{ ...grant(SECOND + 10), notBefore: '2026-06-11T04:00:00.000Z' }, 10],
])('a group with %j waits %d seconds in the queue', (changes, seconds) => {
  expect(delaySeconds(groupOf(changes), NOW.getTime())).toBe(seconds);
});

test('for a second that is granted the queue waits less, and the sender the rest', () => {
  expect(delaySeconds(groupOf(grant(SECOND + 10)), NOW.getTime() + 300)).toBe(9);
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

test('groups go ten at a time, and are read as they were', async () => {
  const { batches, queue } = queueOver(0);
  const groups = Array.from({ length: 23 }, (_, index) => groupOf(grant(SECOND + index), `k-${index}`));
  await queue(groups);
  expect(batches.map((batch) => batch.length)).toEqual([10, 10, 3]);
  for (const batch of batches) expect(new Set(batch.map(({ Id }) => Id)).size).toBe(batch.length);
  expect(batches.flat().map(({ MessageBody }) => sendGroup.parse(JSON.parse(MessageBody)))).toEqual(groups);
});

test('large groups go in calls that the queue takes', async () => {
  const { batches, queue } = queueOver(0);
  const task = { memberId: 'm'.repeat(120), messageKey: 'k'.repeat(400), attempts: 0 };
  await queue(Array.from({ length: 20 }, () => ({ tasks: Array.from({ length: 50 }, () => task) })));
  const bytes = batches.map((batch) => batch.reduce((sum, { MessageBody }) => sum + MessageBody.length, 0));
  expect(Math.max(...bytes)).toBeLessThan(256 * 1024);
});

test('what the queue did not take is a failure of who gave it', async () => {
  await expect(queueOver(1).queue([groupOf()])).rejects.toThrow(BusyError);
});
