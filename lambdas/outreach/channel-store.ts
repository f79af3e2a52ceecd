import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { epochSeconds } from '../kernel/clock.ts';
import type { Table } from '../kernel/table/client.ts';
import { getItem, putVersion } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';
import type { ChannelDay, ChannelState } from './channel-state.ts';
import type { Channel } from './contact-message.ts';

export interface ChannelStore {
  state(channel: Channel): Promise<ChannelState>;
  /** Keeps a state if nobody wrote since it was read. */
  replace(channel: Channel, next: ChannelState): Promise<'KEPT' | 'CHANGED_MEANWHILE'>;
  day(channel: Channel, day: string): Promise<ChannelDay>;
  /** Counts for a day (UTC), one attempt: lost, it makes the shares of bounces look worse, which is the safe side. */
  count(channel: Channel, day: string, what: keyof ChannelDay, by: number): Promise<void>;
}

const KEPT_DAYS = 60;
const DAY_MS = 86_400_000;

const optional = z.optional(z.string());
const stateItem = z.object({
  stoppedAt: optional,
  reason: optional,
  scope: z.optional(z.enum(['marketing', 'all'])),
  failingSince: optional,
  version: z.int(),
});
const count = z._default(z.int(), 0);
const dayItem = z.object({ sent: count, bounced: count, complained: count });

export const createChannelStore = (table: Table): ChannelStore => ({
  async state(channel) {
    return (await getItem(table, keys.channel(channel), stateItem)) ?? { version: 0 };
  },

  replace: (channel, next) =>
    putVersion(table, { ...keys.channel(channel), entityType: 'ChannelState', ...next }, next.version),

  async day(channel, day) {
    return (await getItem(table, keys.channelDay(channel, day), dayItem)) ?? { sent: 0, bounced: 0, complained: 0 };
  },

  async count(channel, day, what, by) {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { ...keys.channelDay(channel, day) },
        UpdateExpression: 'SET entityType = :type, ttlEpochSeconds = :ttl ADD #what :by',
        ExpressionAttributeNames: { '#what': what },
        ExpressionAttributeValues: {
          ':type': 'ChannelDay',
          ':ttl': epochSeconds(new Date(Date.parse(day) + KEPT_DAYS * DAY_MS)),
          ':by': by,
        },
      }),
    );
  },
});
