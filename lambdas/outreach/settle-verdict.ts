import type { Clock } from '../kernel/clock.ts';
import type { Verdict } from './contact-decision.ts';
import type { MessageDefinition } from './message-catalogue.ts';
import { keptMessageOf, waitingMessageOf } from './message-making.ts';
import type { MessageStore } from './message-store.ts';
import type { QueueSends } from './send-task.ts';
import type { KeptMessage, MessageRequest, Waited } from './sent-message.ts';
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
  waited?: Waited,
) => Promise<void>;

/**
 * Keeps why a message is not sent now, and sees to it that one which waits is met at its time. Of several who put it off
 * at once one does, and only that one tells the queue: however often a task comes, it does not become more of them. Who
 * dies in between leaves the message to the sweep, which finds what is overdue.
 */
export const createSettleVerdict =
  ({ messages, queue, clock }: VerdictPorts): SettleVerdict =>
  async (request, definition, verdict, waited = {}) => {
    const now = clock();
    if (verdict.kind === 'SUPPRESS') {
      await messages.keep(keptMessageOf(request, definition, 'SUPPRESSED', verdict, now));
      return;
    }
    const { dueAt: waitedUntil, ...tried } = waited;
    const waiting = { ...waitingMessageOf(request, definition, verdict, now), ...tried };
    if ((await messages.keep(waiting, waitedUntil)) === 'KEPT') await announce(waiting, queue, now);
  };

/** The queue is told of what is due before anybody looks for it. */
async function announce(
  { memberId, messageKey, dueAt }: Pick<KeptMessage, 'memberId' | 'messageKey' | 'dueAt'>,
  queue: QueueSends,
  now: Date,
): Promise<void> {
  if (dueAt === undefined || !announcesItself(dueAt, now)) return;
  await queue([{ tasks: [{ memberId, messageKey, attempts: 0 }], notBefore: dueAt }]);
}
