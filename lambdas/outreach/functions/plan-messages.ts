import * as z from 'zod/mini';
import { eventFunction } from '../../kernel/batch.ts';
import { systemClock as clock } from '../../kernel/clock.ts';
import { domainEventDetail } from '../../kernel/domain-event.ts';
import { requireEnv } from '../../kernel/env.ts';
import { platformEvent } from '../../kernel/platform-event.ts';
import { createPlanMessages } from '../plan-messages.ts';
import { createQueueSends } from '../sends-queue.ts';
import { createSettleVerdict } from '../settle-verdict.ts';
import { createToldEventStore } from '../told-event-store.ts';
import { readTriggerEvent } from '../trigger-event.ts';
import { catalogue, messages, reader, table } from './connect-outreach.ts';

const queue = createQueueSends(requireEnv('SENDS_QUEUE_URL'), clock);
const settleVerdict = createSettleVerdict({ messages, queue, clock });
const toldFirst = createToldEventStore(table, reader);
const planMessages = createPlanMessages({ catalogue, queue, toldFirst, settleVerdict, clock });

export const handler = eventFunction(z.union([domainEventDetail, platformEvent]), async ({ name, detail }) => {
  const event = readTriggerEvent(name, detail);
  if (event !== undefined) await planMessages(event);
});
