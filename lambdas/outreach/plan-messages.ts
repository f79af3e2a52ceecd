import type { Clock } from '../kernel/clock.ts';
import { deferOr } from './contact-decision.ts';
import type { MessageCatalogue, MessageDefinition } from './message-catalogue.ts';
import { contactMessageOf, matchesTrigger, triggeredAt } from './message-making.ts';
import type { QueueSends } from './send-task.ts';
import { type MessageRequest, messageKeyOf } from './sent-message.ts';
import type { SettleVerdict } from './settle-verdict.ts';
import type { TriggerEvent } from './trigger-event.ts';

export interface PlanPorts {
  readonly catalogue: Pick<MessageCatalogue, 'triggeredBy'>;
  readonly queue: QueueSends;
  /** When the platform told an event first (ISO-8601 in UTC): now, of one that it has not told before. */
  readonly toldFirst: (memberId: string, eventId: string, occurredAt: string) => Promise<string>;
  readonly settleVerdict: SettleVerdict;
  readonly clock: Clock;
}

/** What the queue itself holds; a longer delay is kept. */
const QUEUED_MS_MAX = 900_000;

/** Asks for the messages that follow from an event. Planned twice they are the same messages. */
export const createPlanMessages =
  ({ catalogue, queue, toldFirst, settleVerdict, clock }: PlanPorts) =>
  async ({ name, id, memberId, occurredAt: toldAt, isTold, data }: TriggerEvent): Promise<void> => {
    const definitions = (await catalogue.triggeredBy(name)).filter((each) => matchesTrigger(each, data));
    if (definitions.length === 0) return;
    // A message is known by the instant of what it follows from: told again without one, the event has another.
    const occurredAt = isTold ? await toldFirst(memberId, id, toldAt) : toldAt;
    await Promise.all(
      definitions.map((definition) =>
        plan({ memberId, messageId: definition.messageId, entry: id, occurredAt, data }, definition),
      ),
    );

    async function plan(request: MessageRequest, definition: MessageDefinition): Promise<void> {
      const at = triggeredAt(request, definition);
      if (at.getTime() - clock().getTime() <= QUEUED_MS_MAX) {
        const task = { memberId, messageKey: messageKeyOf(request), request: { ...request, data: { ...data } } };
        await queue([{ tasks: [{ ...task, attempts: 0 }], notBefore: at.toISOString() }]);
        return;
      }
      const verdict = deferOr(contactMessageOf(request, definition), at, 'DELAY');
      if (verdict.kind !== 'SEND') await settleVerdict(request, definition, verdict);
    }
  };
