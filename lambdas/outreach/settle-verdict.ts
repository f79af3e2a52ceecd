import type { Clock } from '../kernel/clock.ts';
import type { Verdict } from './contact-decision.ts';
import type { MessageDefinition } from './message-catalogue.ts';
import { keptMessageOf, waitingMessageOf } from './message-making.ts';
import type { MessageStore } from './message-store.ts';
import type { QueueSends } from './send-task.ts';
import type { Attempted, KeptMessage, MessageRequest } from './sent-message.ts';
import { announcesItself } from './staging-window.ts';

export interface VerdictPorts {
  readonly messages: Pick<MessageStore, 'keep'>;
  readonly queue: QueueSends;
  readonly clock: Clock;
}

export type SettleVerdict = (
  request: MessageRequest,
  definition: MessageDefinition,
  verdict: Exclude<Verdict, { kind: 'SEND' }>,
  attempted?: Attempted,
) => Promise<void>;

/** Keeps why a message is not sent now, and sees to it that one which waits is met at its time. */
export const createSettleVerdict =
  ({ messages, queue, clock }: VerdictPorts): SettleVerdict =>
  async (request, definition, verdict, attempted = {}) => {
    const now = clock();
    if (verdict.kind === 'SUPPRESS') {
      await messages.keep(keptMessageOf(request, definition, 'SUPPRESSED', verdict, now));
      return;
    }
    const waiting = { ...waitingMessageOf(request, definition, verdict, now), ...attempted };
    if ((await messages.keep(waiting)) === 'KEPT') await announce(waiting, queue, now);
  };

/** The queue is told of what is due before anybody looks for it. */
export async function announce(
  { memberId, messageKey, dueAt }: Pick<KeptMessage, 'memberId' | 'messageKey' | 'dueAt'>,
  queue: QueueSends,
  now: Date,
): Promise<void> {
  if (dueAt === undefined || !announcesItself(dueAt, now)) return;
  await queue([{ tasks: [{ memberId, messageKey, attempts: 0 }], notBefore: dueAt }]);
}
