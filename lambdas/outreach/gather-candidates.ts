import type { Clock } from '../kernel/clock.ts';
import type { Candidate } from './candidate.ts';
import { type MemberOutreach, slotKey } from './member-outreach.ts';
import type { MessageCatalogue, MessageDefinition } from './message-catalogue.ts';
import { keptMessageOf, requestOf } from './message-making.ts';
import type { MessageStore } from './message-store.ts';
import type { ReadRecipient } from './read-recipient.ts';
import type { Recipient } from './recipient.ts';
import type { QueueSends, SendTask } from './send-task.ts';
import { isSettled, type KeptMessage, type MessageRequest } from './sent-message.ts';
import { announce } from './settle-verdict.ts';

export interface GatherPorts {
  readonly messages: Pick<MessageStore, 'message' | 'keep'>;
  readonly catalogue: Pick<MessageCatalogue, 'find'>;
  readonly readRecipient: ReadRecipient;
  readonly queue: QueueSends;
  readonly clock: Clock;
}

export interface Gathered {
  readonly recipient: Recipient;
  readonly candidates: readonly Candidate[];
}

/** Whoever has claimed a message has sent it by then, or never will. */
const LEASE_MS = 180_000;
/** A task may be met that much before its message is due: what tells messages of one second apart is milliseconds. */
const EARLY_MS = 1_000;

/**
 * Reads what is asked of one member for an instant, and leaves out what has come to its end, what waits, and what another sender has
 * in hand. A message that was claimed and of which nothing more was heard is kept as unknown, and never sent again.
 */
export const createGatherCandidates =
  (ports: GatherPorts) =>
  async (memberId: string, tasks: readonly SendTask[], at: Date): Promise<Gathered> => {
    const recipient = await ports.readRecipient(memberId);
    const gathered = await Promise.all(tasks.map((task) => gather(task, recipient, at, ports)));
    const byKey = new Map(gathered.flatMap((each) => each ?? []).map((each) => [keyOf(each), each]));
    return { recipient, candidates: [...byKey.values()] };
  };

const keyOf = ({ request: { messageId, entry, occurredAt } }: Candidate) => `${occurredAt} ${messageId} ${entry}`;

async function gather(
  task: SendTask,
  recipient: Recipient,
  at: Date,
  ports: GatherPorts,
): Promise<Candidate | undefined> {
  const kept = await ports.messages.message(recipient.memberId, task.messageKey);
  if (kept !== undefined && isSettled(kept)) return undefined;
  const moved = recipient.memberId === task.memberId ? undefined : await takeOver(task, ports);
  const known = kept ?? moved;
  const asked = task.request ?? (known === undefined ? undefined : requestOf(known));
  if (asked === undefined) return undefined;
  const request = { ...asked, memberId: recipient.memberId };
  const definition = await ports.catalogue.find(request.messageId);
  if (definition === undefined) return switchedOff(kept, ports);
  if (kept?.dueAt !== undefined && Date.parse(kept.dueAt) > at.getTime() + EARLY_MS) {
    await announce(kept, ports.queue, ports.clock());
    return undefined;
  }
  if (await isInHand(task, request, definition, recipient.outreach, ports)) return undefined;
  const { attempts, firstAttemptAt } = known ?? {};
  return { request, definition, attempted: { attempts, firstAttemptAt }, slowed: task.attempts };
}

/** A message that waited for a member who was merged into another waits there no more. */
async function takeOver({ memberId, messageKey }: SendTask, { messages }: GatherPorts) {
  const kept = await messages.message(memberId, messageKey);
  if (kept === undefined || isSettled(kept)) return undefined;
  await messages.keep({ ...withoutWaiting(kept), status: 'FAILED', failure: 'the member was merged into another' });
  return kept;
}

async function switchedOff(kept: KeptMessage | undefined, { messages }: GatherPorts): Promise<undefined> {
  if (kept === undefined) return;
  await messages.keep({ ...withoutWaiting(kept), status: 'FAILED', failure: 'the message was switched off' });
}

const withoutWaiting = ({ dueAt: _, data: __, ...kept }: KeptMessage): KeptMessage => kept;

async function isInHand(
  task: SendTask,
  request: MessageRequest,
  definition: MessageDefinition,
  outreach: MemberOutreach,
  { messages, queue, clock }: GatherPorts,
): Promise<boolean> {
  const slot = outreach.slots.find(({ key }) => key === slotKey(task.messageKey));
  if (slot === undefined) return false;
  const now = clock();
  const leaseEnd = Date.parse(slot.at) + LEASE_MS;
  if (leaseEnd > now.getTime()) {
    await queue([{ tasks: [task], notBefore: new Date(leaseEnd).toISOString() }]);
    return true;
  }
  const unknown = keptMessageOf(request, definition, 'UNKNOWN', { kind: 'SEND' }, now);
  await messages.keep({ ...unknown, sentAt: slot.at });
  return true;
}
