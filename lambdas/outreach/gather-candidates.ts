import type { Clock } from '../kernel/clock.ts';
import type { Candidate } from './candidate.ts';
import { slotKey } from './member-outreach.ts';
import type { MessageCatalogue, MessageDefinition } from './message-catalogue.ts';
import { keptMessageOf, requestOf } from './message-making.ts';
import type { MessageStore } from './message-store.ts';
import type { ReadRecipient } from './read-recipient.ts';
import type { Recipient } from './recipient.ts';
import type { QueueSends, SendTask } from './send-task.ts';
import { isSettled, type KeptMessage, type MessageRequest } from './sent-message.ts';
import { findKept, takeOver, withoutWaiting } from './take-over.ts';

export interface GatherPorts {
  readonly messages: Pick<MessageStore, 'message' | 'keep'>;
  readonly catalogue: Pick<MessageCatalogue, 'find'>;
  readonly readRecipient: ReadRecipient;
  /** Whether a member who was asked in a run of a survey has answered. */
  readonly isAnswered: (memberId: string, run: string) => Promise<boolean>;
  /** Moves what was said and sent, where a merge of two members has not come to that yet. */
  readonly mergeOutreach: (fromId: string, toId: string, now: Date) => Promise<void>;
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
    const recipient = await readWhole(memberId, ports);
    const gathered = await Promise.all(tasks.map((task) => gather(task, recipient, at, ports)));
    const byKey = new Map(gathered.flatMap((each) => each ?? []).map((each) => [keyOf(each), each]));
    return { recipient, candidates: [...byKey.values()] };
  };

/** Of a member who was merged, with all that was sent to the one it was. */
async function readWhole(memberId: string, { readRecipient, mergeOutreach, clock }: GatherPorts): Promise<Recipient> {
  const found = await readRecipient(memberId);
  if (found.memberId === memberId) return found;
  await mergeOutreach(memberId, found.memberId, clock());
  return readRecipient(memberId);
}

const keyOf = ({ request: { messageId, entry, occurredAt } }: Candidate) => `${occurredAt} ${messageId} ${entry}`;

async function gather(
  task: SendTask,
  recipient: Recipient,
  at: Date,
  ports: GatherPorts,
): Promise<Candidate | undefined> {
  const { memberId } = recipient;
  const kept = await findKept(task, memberId, ports.messages);
  const known = kept.own ?? kept.old;
  if (known !== undefined && isSettled(known)) return undefined;
  const asked = task.request ?? (known === undefined ? undefined : requestOf(known));
  if (asked === undefined) return undefined;
  const request = { ...asked, memberId };
  const definition = await ports.catalogue.find(request.messageId);
  if (definition === undefined) return switchedOff(known, ports);
  // Whoever put it off has told the queue, or the sweep will: this task has come too early, or twice.
  if (known?.dueAt !== undefined && Date.parse(known.dueAt) > at.getTime() + EARLY_MS) return undefined;
  if (await isInHand(task, { ...request, memberId: known?.memberId ?? memberId }, definition, recipient, ports)) {
    return undefined;
  }
  await takeOver(kept, memberId, ports.messages);
  const { dueAt, attempts, firstAttemptAt } = known ?? {};
  const waited = { dueAt, attempts, firstAttemptAt };
  return {
    request,
    definition,
    waited,
    slowed: task.attempts,
    isAnswered: await isAnswered(request, definition, ports),
  };
}

/** Asked only where the message is of no use after an answer. */
async function isAnswered(
  { data }: MessageRequest,
  { body }: MessageDefinition,
  ports: Pick<GatherPorts, 'isAnswered'>,
): Promise<boolean | undefined> {
  const { memberId, run } = data;
  if (body.goal !== 'answer' || typeof memberId !== 'string' || typeof run !== 'string') return undefined;
  return ports.isAnswered(memberId, run);
}

async function switchedOff(kept: KeptMessage | undefined, { messages }: GatherPorts): Promise<undefined> {
  if (kept === undefined) return;
  await messages.keep({ ...withoutWaiting(kept), status: 'FAILED', failure: 'the message was switched off' });
}

async function isInHand(
  task: SendTask,
  request: MessageRequest,
  definition: MessageDefinition,
  { outreach }: Recipient,
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
