import type { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { createPlanSweep } from '../../../lambdas/sweep/plan-sweep.ts';
import { type SweepMessage, sweepMessage } from '../../../lambdas/sweep/sweep-message.ts';
import { createSendSweep } from '../../../lambdas/sweep/sweep-queue.ts';

test.each([1, 16])('with %i shards a plan sends one message a shard', async (shardCount) => {
  const sent: SweepMessage[] = [];
  await createPlanSweep(
    async (message) => {
      sent.push(message);
    },
    'daily',
    shardCount,
  )();
  expect(sent).toEqual(Array.from({ length: shardCount }, (_, shard) => ({ shard, lane: 'daily', hop: 0 })));
});

test('if a shard can not be planned the plan fails, so that it is made again', async () => {
  const planSweep = createPlanSweep(
    ({ shard }) => (shard === 2 ? Promise.reject(new Error('no queue')) : Promise.resolve()),
    'sweep',
    4,
  );
  await expect(planSweep()).rejects.toThrow('no queue');
});

test('a message goes to the queue as the sweep reads it', async () => {
  const inputs: SendMessageCommand['input'][] = [];
  const client = { send: async ({ input }: SendMessageCommand) => inputs.push(input) } as unknown as SQSClient;
  const message = {
    shard: 3,
    lane: 'daily' as const,
    hop: 2,
    cursor: { PK: 'MEMBER#m-1', SK: 'LOT', duePK: 'DUE#3', dueSK: '2026' },
  };
  await createSendSweep('https://queue.example/sweep', client)(message);
  expect(inputs.map(({ QueueUrl }) => QueueUrl)).toEqual(['https://queue.example/sweep']);
  expect(sweepMessage.parse(JSON.parse(inputs[0]?.MessageBody ?? ''))).toEqual(message);
});

test('a message of before the lanes is one of the hourly sweep', () => {
  expect(sweepMessage.parse({ shard: 1, hop: 0 })).toEqual({ shard: 1, lane: 'sweep', hop: 0 });
});

test.each([
  {},
  { shard: -1, hop: 0 },
  { shard: 0.5, hop: 0 },
  { shard: 0, hop: -1 },
  { shard: 0, hop: 0, cursor: 'here' },
])('%j is no message of a sweep', (message) => {
  expect(sweepMessage.safeParse(message).success).toBe(false);
});
