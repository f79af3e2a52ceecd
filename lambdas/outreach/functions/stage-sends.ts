import type { Context, SQSEvent } from 'aws-lambda';
import { queueFunction } from '../../kernel/batch.ts';
import { systemClock as clock } from '../../kernel/clock.ts';
import { dueBetween } from '../../kernel/due.ts';
import { requireEnv } from '../../kernel/env.ts';
import { createChannelStore } from '../channel-store.ts';
import { createPaceStore } from '../pace-store.ts';
import { createQueueSends } from '../sends-queue.ts';
import { createStageSends } from '../stage-sends.ts';
import { stagingMessage } from '../staging-message.ts';
import { createSendStaging } from '../staging-queue.ts';
import { createTakeGrants } from '../take-grant.ts';
import { createWatchChannels } from '../watch-channels.ts';
import { connectChannels } from './connect-channels.ts';
import { catalogue, connectRecipients, messages, table } from './connect-outreach.ts';

const PAGE_SIZE = 100;
const { deriveKey, readRecipient, settings } = await connectRecipients();
const { states } = createWatchChannels(createChannelStore(table), clock);
const stageSends = createStageSends(
  {
    readDue: ({ shard, from, until }, cursor) =>
      dueBetween(table, { shard, lane: 'sends' }, [from, until], PAGE_SIZE, cursor),
    takeGrants: createTakeGrants(createPaceStore(table), connectChannels(deriveKey), clock),
    queue: createQueueSends(requireEnv('SENDS_QUEUE_URL'), clock),
    send: createSendStaging(requireEnv('STAGING_QUEUE_URL'), clock),
    ...{ messages, catalogue, readRecipient, states, clock },
  },
  settings,
);

export const handler = (event: SQSEvent, context: Context) =>
  queueFunction(stagingMessage, (message) => stageSends(message, () => context.getRemainingTimeInMillis()))(event);
