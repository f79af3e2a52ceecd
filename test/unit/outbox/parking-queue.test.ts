import type { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { CorruptItemError } from '../../../lambdas/kernel/table/codec.ts';
import { createParkItem } from '../../../lambdas/outbox/parking-queue.ts';

test('a parked item is told by its key and what is wrong with it, and by nothing personal in it', async () => {
  const sent: unknown[] = [];
  const client = { send: async ({ input }: SendMessageCommand) => sent.push(input) } as unknown as SQSClient;
  const item = { PK: 'MEMBER#m-1', SK: 'ENTRY#EARN#o-1', entityType: 'LedgerEntry', note: 'lin@example.com' };
  await createParkItem('https://queue.example/parked', client)(item, new CorruptItemError('deltas: expected object'));
  expect(sent).toEqual([
    {
      QueueUrl: 'https://queue.example/parked',
      MessageBody: '{"PK":"MEMBER#m-1","SK":"ENTRY#EARN#o-1","message":"deltas: expected object"}',
    },
  ]);
});
