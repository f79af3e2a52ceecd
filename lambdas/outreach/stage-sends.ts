import type { Clock } from '../kernel/clock.ts';
import type { DueItem } from '../kernel/due.ts';
import type { Cursor, Page } from '../kernel/table/items.ts';
import { type DecisionSettings, decideCandidates, keyOf } from './candidate.ts';
import type { ChannelState } from './channel-state.ts';
import { CHANNELS, type Channel } from './contact-message.ts';
import type { MessageCatalogue } from './message-catalogue.ts';
import { keptMessageOf, requestOf } from './message-making.ts';
import type { MessageStore } from './message-store.ts';
import { makeOutgoing, type OutgoingSettings } from './outgoing-message.ts';
import type { ReadRecipient } from './read-recipient.ts';
import { GROUP_TASKS_MAX, type QueueSends, type SendGroup, type SendTask } from './send-task.ts';
import type { SendStaging, StagingMessage } from './staging-message.ts';
import type { TakeGrants } from './take-grant.ts';

export interface StagingPorts {
  readonly readDue: (message: StagingMessage, cursor?: Cursor) => Promise<Page<DueItem>>;
  readonly messages: Pick<MessageStore, 'message' | 'keep'>;
  readonly catalogue: Pick<MessageCatalogue, 'find'>;
  readonly readRecipient: ReadRecipient;
  readonly states: () => Promise<Readonly<Record<Channel, ChannelState>>>;
  readonly takeGrants: TakeGrants;
  readonly queue: QueueSends;
  readonly send: SendStaging;
  readonly clock: Clock;
}

/** Time kept back for the last page and the message that continues the staging. */
const TIME_KEPT_MS = 20_000;
/** Far above any real backlog. */
const HOPS_MAX = 500;

/** One that can not be looked at before its time is asked then, and holds up nobody else. */
const unstaged = ({ key, memberId, dueAt }: DueItem): Staged => ({
  task: { memberId, messageKey: messageKeyAt(key), attempts: 0 },
  dueAt,
  channel: undefined,
});

const messageKeyAt = ({ SK }: DueItem['key']): string => SK.slice(SK.indexOf('#') + 1);

/** A message that is due, as it was found before its time. */
interface Staged {
  readonly task: SendTask;
  readonly dueAt: string;
  readonly channel: Channel | undefined;
}

/**
 * Stages what is due in a stretch of time, before it begins: each message is decided on and rendered as of its time, so
 * that what can't be sent is known while somebody can still mend it, and the others get their seconds, the more
 * important first. Nothing of a person rests in the queue: at its second a message is decided on and rendered again, by
 * what is known then.
 */
export const createStageSends =
  (ports: StagingPorts, settings: DecisionSettings & OutgoingSettings) =>
  async (message: StagingMessage, remainingMs: () => number): Promise<void> => {
    const { shard, hop, stagedAt } = message;
    if (hop > HOPS_MAX) throw new Error(`the staging of shard ${shard} continued itself more than ${HOPS_MAX} times`);
    if (Date.parse(stagedAt) > ports.clock().getTime()) return ports.send(message);
    let position: Cursor | undefined = message.cursor;
    do {
      const page = await ports.readDue(message, position);
      const staged = await Promise.all(page.items.map((item) => stage(item).catch(() => unstaged(item))));
      await ports.queue(await paced(staged.flatMap((each) => each ?? [])));
      position = page.cursor;
    } while (position !== undefined && remainingMs() > TIME_KEPT_MS);
    if (position !== undefined) await ports.send({ ...message, hop: hop + 1, cursor: { ...position } });

    async function stage(item: DueItem): Promise<Staged | undefined> {
      const { key, memberId, dueAt } = item;
      const kept = await ports.messages.message(memberId, messageKeyAt(key));
      if (kept?.status !== 'WAITING') return undefined;
      const asked = unstaged(item);
      const definition = await ports.catalogue.find(kept.messageId);
      const recipient = await ports.readRecipient(memberId);
      if (definition === undefined || recipient.memberId !== memberId) return asked;
      const at = new Date(Math.max(Date.parse(dueAt), ports.clock().getTime()));
      const candidate = { request: requestOf(kept), definition, waited: {}, slowed: 0 };
      const verdict = decideCandidates([candidate], recipient, await ports.states(), settings, at).get(
        keyOf(candidate),
      );
      // Whatever holds it back may be over at its time, so it is asked then, without a second of its own.
      if (verdict?.kind !== 'SEND') return asked;
      const outgoing = makeOutgoing(candidate.request, definition, recipient, at, settings);
      if (outgoing.ok) return { ...asked, channel: definition.body.channel };
      const failed = keptMessageOf(candidate.request, definition, 'FAILED', verdict, ports.clock());
      await ports.messages.keep({ ...failed, failure: outgoing.refusal.failure });
      return undefined;
    }

    /** Those of one second and channel together; grants are taken in the order in which messages are due. */
    async function paced(staged: readonly Staged[]): Promise<readonly SendGroup[]> {
      const groups = new Map<string, SendGroup>();
      const add = (name: string, group: Omit<SendGroup, 'tasks'>, task: SendTask) => {
        const known = groups.get(name) ?? { ...group, tasks: [] };
        groups.set(name, { ...known, tasks: [...known.tasks, task] });
      };
      for (const channel of CHANNELS) {
        for (const [dueSecond, those] of bySecond(staged.filter((each) => each.channel === channel))) {
          const seconds = await ports.takeGrants(channel, those.length, new Date(dueSecond * 1000));
          for (const [index, { task, dueAt }] of those.entries()) {
            const second = seconds[index];
            // Without a second of its own it asks for one at its time.
            if (second === undefined) add(dueAt, { notBefore: dueAt }, task);
            else add(`${channel} ${second}`, { grant: { channel, second } }, task);
          }
        }
      }
      for (const { task, dueAt } of staged.filter(({ channel }) => channel === undefined)) {
        add(dueAt, { notBefore: dueAt }, task);
      }
      return [...groups.values()].flatMap(({ tasks, ...group }) =>
        chunks(tasks).map((part) => ({ ...group, tasks: part })),
      );
    }
  };

function bySecond(staged: readonly Staged[]): ReadonlyMap<number, readonly Staged[]> {
  const groups = new Map<number, Staged[]>();
  for (const each of staged) {
    const second = Math.floor(Date.parse(each.dueAt) / 1000);
    groups.set(second, [...(groups.get(second) ?? []), each]);
  }
  return groups;
}

function chunks(tasks: readonly SendTask[]): SendTask[][] {
  const parts: SendTask[][] = [];
  for (let start = 0; start < tasks.length; start += GROUP_TASKS_MAX)
    parts.push(tasks.slice(start, start + GROUP_TASKS_MAX));
  return parts;
}
