import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { epochSeconds } from '../kernel/clock.ts';
import { dueAttributes } from '../kernel/due.ts';
import { type Feedback, HEARD, type Heard, statusHeard } from '../kernel/message-outcome.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { type Cursor, type Page, queryPage } from '../kernel/table/items.ts';
import { type ItemKey, keys } from '../kernel/table/keys.ts';
import { transact, type Write } from '../kernel/table/transaction.ts';
import { CHANNELS, type Channel } from './contact-message.ts';
import type { MessageReference } from './message-tag.ts';
import type { KeptMessage } from './sent-message.ts';

/** The rule of the due index that a waiting message of a channel stands under. */
export const SEND_RULES: Readonly<Record<Channel, string>> = {
  email: 'send-email',
  sms: 'send-sms',
  webhook: 'send-webhook',
};

/** A message is told about for so long. */
const KEPT_DAYS = 400;
const DAY_MS = 86_400_000;
const CLICKED_PAGE_MAX = 200;

export interface MessageStore {
  message(memberId: string, messageKey: string): Promise<KeptMessage | undefined>;
  /**
   * Keeps what became of a message, unless it has come to another end. What was heard of it stays. One that is to wait is
   * kept only if it waited until `waitedUntil`, or not at all where that is undefined.
   * @returns `SETTLED` where another has settled it meanwhile, or put it off
   */
  keep(message: KeptMessage, waitedUntil?: string): Promise<'KEPT' | 'SETTLED'>;
  /**
   * Keeps what was heard of a message, in whatever order it is told.
   * @param counted written with the first that is heard of its kind, and never again
   * @returns whether it was news
   */
  keepFeedback(message: MessageReference, heard: Heard, at: string, counted?: Write): Promise<boolean>;
  /** A member's messages, latest first. */
  messages(memberId: string, limit: number, cursor?: Cursor): Promise<Page<KeptMessage>>;
  /** A member's messages that were clicked after an instant, among those that followed from something in that time. */
  clicked(
    memberId: string,
    occurred: { readonly from: string; readonly until: string },
    clickedAfter: string,
  ): Promise<readonly KeptMessage[]>;
  /** The message that a provider gave an id. */
  byProviderId(providerId: string): Promise<MessageReference | undefined>;
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
  messageId: z.string(),
  definitionVersion: z.int(),
  channel: z.enum(CHANNELS),
  topic: z.string(),
  class: z.enum(['transactional', 'service', 'marketing']),
  status: z.enum(['WAITING', 'SENT', 'UNKNOWN', 'SUPPRESSED', 'FAILED']),
  verdict,
  decidedAt: z.string(),
  occurredAt: z.string(),
  entry: z.string(),
  validUntil: z.string(),
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
  lastClickedAt: at,
  bouncedAt: at,
  undeliveredAt: at,
  complainedAt: at,
  rejectedAt: at,
});

/** Feedback may come before the message is kept: then nothing else is known of it. */
const keptItem = z.union([messageItem, z.object({ memberId: z.string(), status: z.optional(z.undefined()) })]);

export const createMessageStore = (table: Table, reader: ItemReader, dueShardCount: number): MessageStore => ({
  async message(memberId, messageKey) {
    const item = await reader.read(keys.message(memberId, messageKey), keptItem);
    return item?.status === undefined ? undefined : readMessage(item);
  },

  async keep(message, waitedUntil) {
    const attributes = attributesOf(message, dueShardCount);
    const check = message.status === 'WAITING' ? unmoved(waitedUntil) : unsettled(message);
    const update = updateOf(keys.message(message.memberId, message.messageKey), attributes, {
      ...check,
      names: { '#status': 'status' },
    });
    return (await updateIf(table, update)) ? 'KEPT' : 'SETTLED';
  },

  async keepFeedback(message, heard, instant, counted) {
    // An order may follow from a click that is not the first.
    if (heard === 'clickedAt') await updateIf(table, feedbackUpdate(message, 'lastClickedAt', instant, 'LATEST'));
    if (counted !== undefined) {
      const writes = { message: { Update: feedbackUpdate(message, heard, instant, 'FIRST') }, counted };
      if ((await transact(table, writes)).committed) return true;
    }
    return updateIf(table, feedbackUpdate(message, heard, instant, 'EARLIEST'));
  },

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
      keptItem,
      cursor,
    );
    const messages = page.items.flatMap((item) => (item.status === undefined ? [] : [readMessage(item)]));
    return { items: messages, cursor: page.cursor };
  },

  async clicked(memberId, { from, until }, clickedAfter) {
    const [first, last] = [keys.message(memberId, from), keys.message(memberId, `${until}~`)];
    const found: KeptMessage[] = [];
    let cursor: Cursor | undefined;
    do {
      const page = await queryPage(
        table,
        {
          KeyConditionExpression: 'PK = :pk AND SK BETWEEN :first AND :last',
          FilterExpression: 'lastClickedAt > :after AND attribute_exists(#status)',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':pk': first.PK, ':first': first.SK, ':last': last.SK, ':after': clickedAfter },
          Limit: CLICKED_PAGE_MAX,
        },
        messageItem,
        cursor,
      );
      found.push(...page.items.map(readMessage));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return found;
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
  const status = statusHeard(item.status, feedback);
  return { ...message, status, dueAt: dueSK?.split('#')[0], feedback } as unknown as KeptMessage;
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

/** A send that turned out well settles what was unknown. */
const unsettled = ({ status }: KeptMessage) => ({
  condition: `attribute_not_exists(#status) OR #status IN (:waiting${status === 'SENT' ? ', :unknown' : ''})`,
  values: { ':waiting': 'WAITING', ...(status === 'SENT' ? { ':unknown': 'UNKNOWN' } : {}) },
});

const unmoved = (waitedUntil: string | undefined) =>
  waitedUntil === undefined
    ? { condition: 'attribute_not_exists(#status)', values: {} }
    : {
        condition: '#status = :waited AND begins_with(dueSK, :waitedUntil)',
        values: { ':waited': 'WAITING', ':waitedUntil': `${waitedUntil}#` },
      };

const ttlOf = (instant: string): number => epochSeconds(new Date(Date.parse(instant) + KEPT_DAYS * DAY_MS));

/** What only a waiting message has; named, so that it is taken away from one that waits no more. */
const NOT_WAITING = {
  data: undefined,
  duePK: undefined,
  dueSK: undefined,
  attempts: undefined,
  firstAttemptAt: undefined,
} as const;

/** Of the kind nothing was heard before, nothing as early, or nothing as late. */
const CONDITIONS = {
  FIRST: 'attribute_not_exists(#heard)',
  EARLIEST: 'attribute_not_exists(#heard) OR #heard > :heard',
  LATEST: 'attribute_not_exists(#heard) OR #heard < :heard',
} as const;

function feedbackUpdate(
  { memberId, messageKey }: MessageReference,
  heard: keyof Feedback,
  instant: string,
  expected: keyof typeof CONDITIONS,
): Update {
  return updateOf(
    keys.message(memberId, messageKey),
    // Of a message that nothing else is ever kept of, feedback ends too.
    { entityType: 'Message', memberId, messageKey, [heard]: instant, ttlEpochSeconds: ttlOf(instant) },
    {
      condition: CONDITIONS[expected],
      names: { '#heard': heard },
      values: expected === 'FIRST' ? {} : { ':heard': instant },
    },
  );
}

type Update = Omit<UpdateCommandInput, 'TableName'> & { readonly UpdateExpression: string };

/** Sets attributes and takes away those that are undefined, if a condition holds. */
function updateOf(
  key: ItemKey,
  attributes: Readonly<Record<string, unknown>>,
  check: {
    readonly condition: string;
    readonly names: Readonly<Record<string, string>>;
    readonly values: Readonly<Record<string, unknown>>;
  },
): Update {
  const entries = Object.entries(attributes);
  const set = entries.filter(([, value]) => value !== undefined);
  const remove = entries.filter(([, value]) => value === undefined);
  const place = (name: string) => `#${name}_`;
  return {
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
  };
}

/** @returns whether its condition held */
async function updateIf(table: Table, update: Update): Promise<boolean> {
  try {
    await table.client.send(new UpdateCommand({ TableName: table.name, ...update }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
