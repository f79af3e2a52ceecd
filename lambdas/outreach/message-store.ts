import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { epochSeconds } from '../kernel/clock.ts';
import { dueAttributes } from '../kernel/due.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { type Cursor, type Page, queryPage } from '../kernel/table/items.ts';
import { type ItemKey, keys } from '../kernel/table/keys.ts';
import { CHANNELS, type Channel } from './contact-message.ts';
import type { Feedback, KeptMessage } from './sent-message.ts';

/** The rule of the due index that a waiting message of a channel stands under. */
export const SEND_RULES: Readonly<Record<Channel, string>> = {
  email: 'send-email',
  sms: 'send-sms',
  webhook: 'send-webhook',
};

/** A message is told about for so long. */
const KEPT_DAYS = 400;
const DAY_MS = 86_400_000;

export interface MessageStore {
  message(memberId: string, messageKey: string): Promise<KeptMessage | undefined>;
  /** Keeps what became of a message, unless it has come to another end. What was heard of it stays. */
  keep(message: KeptMessage): Promise<'KEPT' | 'SETTLED'>;
  /** Keeps what was heard of a message, in whatever order it is told. @returns whether it was news */
  keepFeedback(memberId: string, messageKey: string, heard: keyof Feedback, at: string): Promise<boolean>;
  /** A member's messages, latest first. */
  messages(memberId: string, limit: number, cursor?: Cursor): Promise<Page<KeptMessage>>;
  /** The message that a provider gave an id. */
  byProviderId(providerId: string): Promise<{ readonly memberId: string; readonly messageKey: string } | undefined>;
}

const at = z.optional(z.string());
const verdict = z.object({
  kind: z.enum(['SEND', 'DEFER', 'SUPPRESS']),
  rule: at,
  detail: at,
  until: at,
});

const messageItem = z.object({
  memberId: z.string(),
  messageKey: z.string(),
  // Of a message of which only feedback is known yet.
  messageId: z._default(z.string(), ''),
  definitionVersion: z._default(z.int(), 0),
  channel: z._default(z.enum(CHANNELS), 'email'),
  topic: z._default(z.string(), ''),
  class: z._default(z.enum(['transactional', 'service', 'marketing']), 'marketing'),
  status: z._default(z.enum(['WAITING', 'SENT', 'UNKNOWN', 'SUPPRESSED', 'FAILED']), 'SENT'),
  verdict: z._default(verdict, { kind: 'SEND' }),
  decidedAt: z._default(z.string(), ''),
  occurredAt: z._default(z.string(), ''),
  entry: z._default(z.string(), ''),
  validUntil: z._default(z.string(), ''),
  data: z.optional(z.record(z.string(), z.unknown())),
  dueSK: at,
  attempts: z.optional(z.int()),
  firstAttemptAt: at,
  sentAt: at,
  providerId: at,
  failure: at,
  deliveredAt: at,
  openedAt: at,
  clickedAt: at,
  bouncedAt: at,
  complainedAt: at,
  rejectedAt: at,
});

const HEARD = ['deliveredAt', 'openedAt', 'clickedAt', 'bouncedAt', 'complainedAt', 'rejectedAt'] as const;

export const createMessageStore = (table: Table, reader: ItemReader, dueShardCount: number): MessageStore => ({
  async message(memberId, messageKey) {
    const item = await reader.read(keys.message(memberId, messageKey), messageItem);
    return item === undefined ? undefined : readMessage(item);
  },

  async keep(message) {
    const attributes = attributesOf(message, dueShardCount);
    const isSent = message.status === 'SENT';
    return (await update(table, keys.message(message.memberId, message.messageKey), attributes, {
      // A send that turned out well settles what was unknown.
      condition: isSent
        ? 'attribute_not_exists(#status) OR #status IN (:waiting, :unknown)'
        : 'attribute_not_exists(#status) OR #status = :waiting',
      names: { '#status': 'status' },
      values: { ':waiting': 'WAITING', ...(isSent ? { ':unknown': 'UNKNOWN' } : {}) },
    }))
      ? 'KEPT'
      : 'SETTLED';
  },

  keepFeedback: (memberId, messageKey, heard, instant) =>
    update(
      table,
      keys.message(memberId, messageKey),
      // Of a message that nothing else is ever kept of, feedback ends too.
      { entityType: 'Message', memberId, messageKey, [heard]: instant, ttlEpochSeconds: ttlOf(instant) },
      {
        condition: 'attribute_not_exists(#heard) OR #heard > :heard',
        names: { '#heard': heard },
        values: { ':heard': instant },
      },
    ),

  async messages(memberId, limit, cursor) {
    const { PK, SK } = keys.message(memberId, '');
    const page = await queryPage(
      table,
      {
        KeyConditionExpression: 'PK = :pk AND begins_with(SK, :prefix)',
        ExpressionAttributeValues: { ':pk': PK, ':prefix': SK },
        ScanIndexForward: false,
        Limit: limit,
      },
      messageItem,
      cursor,
    );
    return { items: page.items.map(readMessage), cursor: page.cursor };
  },

  async byProviderId(providerId) {
    const page = await queryPage(
      table,
      {
        IndexName: 'GSI1',
        KeyConditionExpression: 'GSI1PK = :pk',
        ExpressionAttributeValues: { ':pk': keys.providerMessage(providerId).GSI1PK },
        Limit: 1,
      },
      messageItem,
    );
    return page.items[0];
  },
});

function readMessage({ dueSK, ...item }: z.infer<typeof messageItem>): KeptMessage {
  const feedback = Object.fromEntries(HEARD.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
  const message = Object.fromEntries(Object.entries(item).filter(([name]) => !HEARD.some((heard) => heard === name)));
  return { ...message, dueAt: dueSK?.split('#')[0], feedback } as unknown as KeptMessage;
}

/** All attributes but those of feedback; what is undefined is taken away. */
function attributesOf(message: KeptMessage, dueShardCount: number): Readonly<Record<string, unknown>> {
  const { memberId, dueAt, channel, providerId, feedback: _, ...kept } = message;
  const due =
    dueAt === undefined ? undefined : dueAttributes(dueAt, SEND_RULES[channel], memberId, dueShardCount, 'sends');
  // Results of SMS name the provider's id and nothing else.
  const listed = channel === 'sms' && providerId !== undefined ? keys.providerMessage(providerId) : undefined;
  return {
    entityType: 'Message',
    ttlEpochSeconds: ttlOf(message.occurredAt),
    memberId,
    channel,
    providerId,
    ...NOT_WAITING,
    ...kept,
    ...due,
    ...listed,
  };
}

const ttlOf = (instant: string): number => epochSeconds(new Date(Date.parse(instant) + KEPT_DAYS * DAY_MS));

/** What only a waiting message has; named, so that it is taken away from one that waits no more. */
const NOT_WAITING = {
  data: undefined,
  duePK: undefined,
  dueSK: undefined,
  attempts: undefined,
  firstAttemptAt: undefined,
} as const;

/** Sets attributes and takes away those that are undefined, if a condition holds. @returns whether it did */
async function update(
  table: Table,
  key: ItemKey,
  attributes: Readonly<Record<string, unknown>>,
  check: {
    readonly condition: string;
    readonly names: Readonly<Record<string, string>>;
    readonly values: Readonly<Record<string, unknown>>;
  },
): Promise<boolean> {
  const entries = Object.entries(attributes);
  const set = entries.filter(([, value]) => value !== undefined);
  const remove = entries.filter(([, value]) => value === undefined);
  const place = (name: string) => `#${name}_`;
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { ...key },
        UpdateExpression: `SET ${set.map(([name]) => `${place(name)} = :${name}_`).join(', ')}${
          remove.length > 0 ? ` REMOVE ${remove.map(([name]) => place(name)).join(', ')}` : ''
        }`,
        ConditionExpression: check.condition,
        ExpressionAttributeNames: {
          ...Object.fromEntries(entries.map(([name]) => [place(name), name])),
          ...check.names,
        },
        ExpressionAttributeValues: {
          ...Object.fromEntries(set.map(([name, value]) => [`:${name}_`, value])),
          ...check.values,
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
