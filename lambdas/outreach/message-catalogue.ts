import type { MessageBody } from '../../programmes/message-schema.ts';
import type { Clock } from '../kernel/clock.ts';
import type { MessageClass } from './contact-message.ts';

/** A message as it is defined now. Version 0 is the programme file's. */
export interface MessageDefinition {
  readonly messageId: string;
  readonly version: number;
  readonly body: MessageBody;
  readonly class: MessageClass;
  readonly topicName: Readonly<Record<'en' | 'zh', string>>;
}

/** What an operator defined over the programme's file; without a body it is switched off. */
export interface StoredDefinition {
  readonly messageId: string;
  readonly version: number;
  readonly body?: MessageBody | undefined;
}

export interface TopicSettings {
  readonly id: string;
  readonly name: Readonly<Record<'en' | 'zh', string>>;
  readonly description?: Readonly<Record<'en' | 'zh', string>> | undefined;
  readonly class: MessageClass;
}

/** Every message that can be sent: the programme's, under what operators defined. */
export interface MessageCatalogue {
  find(messageId: string): Promise<MessageDefinition | undefined>;
  triggeredBy(event: string): Promise<readonly MessageDefinition[]>;
}

/** So long a change takes until every function knows it. */
const KEPT_MS = 60_000;

export function createMessageCatalogue(
  programme: Readonly<Record<string, MessageBody>>,
  topics: readonly TopicSettings[],
  readStored: () => Promise<readonly StoredDefinition[]>,
  clock: Clock,
): MessageCatalogue {
  let known: { readonly at: number; readonly messages: Promise<readonly MessageDefinition[]> } | undefined;
  const messages = (): Promise<readonly MessageDefinition[]> => {
    const now = clock().getTime();
    if (known === undefined || now - known.at >= KEPT_MS) {
      const read = readStored().then((stored) => mergeDefinitions(programme, stored, topics));
      known = { at: now, messages: read };
      // A read that failed is tried again by the next who asks.
      read.catch(() => {
        known = undefined;
      });
    }
    return known.messages;
  };
  return {
    find: async (messageId) => (await messages()).find((each) => each.messageId === messageId),
    triggeredBy: async (event) => (await messages()).filter(({ body }) => body.trigger.event === event),
  };
}

/** The latest of every message, by id, those that are off among them. */
export function latestDefinitions(
  programme: Readonly<Record<string, MessageBody>>,
  stored: readonly StoredDefinition[],
): readonly StoredDefinition[] {
  const latest = new Map<string, StoredDefinition>(
    Object.entries(programme).map(([messageId, body]) => [messageId, { messageId, version: 0, body }]),
  );
  for (const each of stored) {
    if (each.version >= (latest.get(each.messageId)?.version ?? 0)) latest.set(each.messageId, each);
  }
  return [...latest.values()].sort((a, b) => (a.messageId < b.messageId ? -1 : 1));
}

/** All that are on, by id. Whatever names a topic that the programme has no more is off. */
export const mergeDefinitions = (
  programme: Readonly<Record<string, MessageBody>>,
  stored: readonly StoredDefinition[],
  topics: readonly TopicSettings[],
): readonly MessageDefinition[] =>
  latestDefinitions(programme, stored).flatMap(({ messageId, version, body }) => {
    const topic = topics.find(({ id }) => id === body?.topic);
    return body === undefined || topic === undefined
      ? []
      : [{ messageId, version, body, class: topic.class, topicName: topic.name }];
  });
