import { expect, test } from 'vitest';
import { createMessageCatalogue } from '../../../lambdas/outreach/message-catalogue.ts';
import { createPlanMessages } from '../../../lambdas/outreach/plan-messages.ts';
import type { SendGroup } from '../../../lambdas/outreach/send-task.ts';
import { readTriggerEvent } from '../../../lambdas/outreach/trigger-event.ts';
import { messageBody } from '../../../programmes/message-schema.ts';
import { READY_MESSAGES } from '../../../programmes/ready-messages.ts';

const NOW = new Date('2026-06-10T04:00:00.000Z');
const TOPICS = ['orders'].map((id) => ({ id, class: 'transactional' as const, name: { en: id, zh: id } }));
const MESSAGES = Object.fromEntries(['parcel-delivered'].map((id) => [id, messageBody.parse(READY_MESSAGES[id])]));

/** An event of a shop; without a timestamp it has that of its receipt. */
const told = (event: string, timestamp: string) => ({
  ...{
    version: 1 as const,
    type: 'track' as const,
    class: 'activity' as const,
    event,
    messageId: 'told-1',
    userId: 'm-1',
  },
  ...{ timestamp, receivedAt: timestamp, facts: { order_id: 'o-1' } },
});

async function planned(...events: readonly ReturnType<typeof told>[]) {
  const first = new Map<string, string>();
  const groups: SendGroup[] = [];
  const plan = createPlanMessages({
    catalogue: createMessageCatalogue(
      MESSAGES,
      TOPICS,
      async () => [],
      () => NOW,
    ),
    queue: async (those) => {
      groups.push(...those);
    },
    async toldFirst(memberId, eventId, occurredAt) {
      const key = `${memberId} ${eventId}`;
      if (!first.has(key)) first.set(key, occurredAt);
      return first.get(key) ?? occurredAt;
    },
    settleVerdict: async () => undefined,
    clock: () => NOW,
  });
  for (const event of events) {
    const trigger = readTriggerEvent(event.event, event as never);
    if (trigger !== undefined) await plan(trigger);
  }
  return groups.flatMap(({ tasks }) => tasks.map(({ messageKey }) => messageKey));
}

test('an event that is told again at another instant is followed by the same message', async () => {
  const keys = await planned(
    told('Order Delivered', '2026-06-10T03:00:00.000Z'),
    told('Order Delivered', '2026-06-10T03:00:07.000Z'),
  );
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
});
