import { dueAttributes } from '../kernel/due.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { type Cursor, type Page, queryItems, queryPage } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import { updateIf, updateOf } from '../kernel/table/update.ts';
import type { Channel } from './contact-message.ts';
import { createFeedbackStore, type FeedbackStore } from './feedback-store.ts';
import { keptItem, keptUntil, messageItem, readMessage } from './message-item.ts';
import type { MessageReference } from './message-tag.ts';
import type { KeptMessage } from './sent-message.ts';

/** The rule of the due index that a waiting message of a channel stands under. */
const SEND_RULES: Readonly<Record<Channel, string>> = {
  email: 'send-email',
  sms: 'send-sms',
  webhook: 'send-webhook',
};

const CLICKED_PAGE_SIZE = 200;

export interface MessageStore extends FeedbackStore {
  message(memberId: string, messageKey: string): Promise<KeptMessage | undefined>;
  /**
   * Keeps what became of a message, unless it has come to another end. What was heard of it stays. One that is to wait is
   * kept only if it waited until `waitedUntil`, or not at all where that is undefined.
   * @returns `SETTLED` where another has settled it meanwhile, or put it off
   */
  keep(message: KeptMessage, waitedUntil?: string): Promise<'KEPT' | 'SETTLED'>;
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

export const createMessageStore = (table: Table, reader: ItemReader, dueShardCount: number): MessageStore => ({
  ...createFeedbackStore(table),

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
    const query = {
      KeyConditionExpression: 'PK = :pk AND SK BETWEEN :first AND :last',
      FilterExpression: 'lastClickedAt > :after AND attribute_exists(#status)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':pk': first.PK, ':first': first.SK, ':last': last.SK, ':after': clickedAfter },
      Limit: CLICKED_PAGE_SIZE,
    };
    return (await queryItems(table, query, messageItem)).map(readMessage);
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

/** What only a waiting message has; named, so that it is taken away from one that waits no more. */
const NOT_WAITING = {
  data: undefined,
  duePK: undefined,
  dueSK: undefined,
  attempts: undefined,
  firstAttemptAt: undefined,
} as const;

/** All attributes but those of feedback; what is undefined is taken away. */
function attributesOf(message: KeptMessage, dueShardCount: number): Readonly<Record<string, unknown>> {
  const { memberId, dueAt, channel, providerId, feedback: _, ...kept } = message;
  const due =
    dueAt === undefined ? undefined : dueAttributes(dueAt, SEND_RULES[channel], memberId, dueShardCount, 'sends');
  // Results of SMS name the provider's id and nothing else.
  const listed = channel === 'sms' && providerId !== undefined ? keys.providerMessage(providerId) : undefined;
  return {
    entityType: 'Message',
    ttlEpochSeconds: keptUntil(message.occurredAt),
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
