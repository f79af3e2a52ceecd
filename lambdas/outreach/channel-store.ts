import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { epochSeconds } from '../kernel/clock.ts';
import type { Table } from '../kernel/table/client.ts';
import { getItem, putVersion } from '../kernel/table/items.ts';
import { type ItemKey, keys } from '../kernel/table/keys.ts';
import type { Write } from '../kernel/table/transaction.ts';
import type { ChannelDay, ChannelState } from './channel-state.ts';
import type { Channel } from './contact-message.ts';

export interface ChannelStore {
  state(channel: Channel): Promise<ChannelState>;
  /** Keeps a state if nobody wrote since it was read. */
  replace(channel: Channel, next: ChannelState): Promise<'KEPT' | 'CHANGED_MEANWHILE'>;
  day(channel: Channel, day: string): Promise<ChannelDay>;
  /**
   * Counts what was sent on a day (UTC), one attempt: lost, it makes the shares of bounces look worse, which is the safe side.
   * @returns how many that makes
   */
  countSent(channel: Channel, day: string, by: number): Promise<number>;
}

const KEPT_DAYS = 60;
const DAY_MS = 86_400_000;

const optional = z.optional(z.string());
const stateItem = z.object({
  stoppedAt: optional,
  reason: optional,
  scope: z.optional(z.enum(['marketing', 'all'])),
  failingSince: optional,
  resumed: z.optional(z.object({ day: z.string(), sent: z.int(), bounced: z.int(), complained: z.int() })),
  version: z.int(),
});
const count = z._default(z.int(), 0);
const dayItem = z.object({ sent: count });
const feedbackItem = z.object({ bounced: count, complained: count });

export const createChannelStore = (table: Table): ChannelStore => ({
  async state(channel) {
    return (await getItem(table, keys.channel(channel), stateItem)) ?? { version: 0 };
  },

  replace: (channel, next) =>
    putVersion(table, { ...keys.channel(channel), entityType: 'ChannelState', ...next }, next.version),

  async day(channel, day) {
    const [sending, feedback] = await Promise.all([
      getItem(table, keys.channelDay(channel, day), dayItem),
      getItem(table, keys.channelFeedback(channel, day), feedbackItem),
    ]);
    return { ...(sending ?? { sent: 0 }), ...(feedback ?? { bounced: 0, complained: 0 }) };
  },

  async countSent(channel, day, by) {
    const update = countUpdate(keys.channelDay(channel, day), 'ChannelDay', day, 'sent', by);
    const { Attributes } = await table.client.send(
      new UpdateCommand({ TableName: table.name, ...update, ReturnValues: 'UPDATED_NEW' }),
    );
    return Number(Attributes?.['sent']);
  },
});

/** Counts one bounce or complaint of a message that was sent on a day (UTC), as part of a transaction. */
export const countFeedback = (channel: Channel, day: string, what: 'bounced' | 'complained'): Write => ({
  // Of its own item, since senders would get in the way of a transaction on theirs.
  Update: countUpdate(keys.channelFeedback(channel, day), 'ChannelFeedback', day, what, 1),
});

const countUpdate = (key: ItemKey, entityType: string, day: string, what: string, by: number) => ({
  Key: { ...key },
  UpdateExpression: 'SET entityType = :type, ttlEpochSeconds = :ttl ADD #what :by',
  ExpressionAttributeNames: { '#what': what },
  ExpressionAttributeValues: {
    ':type': entityType,
    ':ttl': epochSeconds(new Date(Date.parse(day) + KEPT_DAYS * DAY_MS)),
    ':by': by,
  },
});
