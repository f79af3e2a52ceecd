import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { epochSeconds } from '../kernel/clock.ts';
import { type PlatformEvent, platformEvent } from '../kernel/platform-event.ts';
import { createItemWriter, type ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { putNewItem, queryPage } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';

const KEPT_SECONDS = 30 * 86_400;
const PAGE_SIZE = 25;

/** Anonymous visitors: whom they became, and until then what they did. */
export interface VisitorStore {
  /** The member that a visitor became. Strongly consistent. */
  linkedMember(anonymousId: string): Promise<string | undefined>;
  /** Ties a visitor to a member, unless it is tied. */
  link(anonymousId: string, memberId: string, at: string): Promise<'LINKED' | 'LINKED_BEFORE'>;
  /** Keeps an event of a visitor for 30 days from its receipt. Kept again it is the same. */
  keep(anonymousId: string, event: PlatformEvent): Promise<void>;
  /** Some of a visitor's events that are kept, as they fall; empty when there are no more. */
  keptEvents(anonymousId: string): Promise<readonly PlatformEvent[]>;
  forget(anonymousId: string, messageId: string): Promise<void>;
}

const linkItem = z.object({ memberId: z.string() });
const keptItem = z.object({ event: platformEvent });

export function createVisitorStore(table: Table, reader: ItemReader): VisitorStore {
  const write = createItemWriter(table);
  return {
    linkedMember: async (anonymousId) => (await reader.read(keys.link(anonymousId), linkItem))?.memberId,

    async link(anonymousId, memberId, at) {
      const link = { ...keys.link(anonymousId), entityType: 'Link', anonymousId, memberId, linkedAt: at };
      return (await putNewItem(table, link)) === 'WRITTEN' ? 'LINKED' : 'LINKED_BEFORE';
    },

    keep: (anonymousId, event) =>
      write({
        ...keys.anonymousEvent(anonymousId, event.messageId),
        entityType: 'AnonymousEvent',
        event,
        ttlEpochSeconds: epochSeconds(new Date(event.receivedAt)) + KEPT_SECONDS,
      }),

    async keptEvents(anonymousId) {
      const { PK, SK } = keys.anonymousEvent(anonymousId, '');
      const { items } = await queryPage(
        table,
        {
          KeyConditionExpression: 'PK = :pk AND begins_with(SK, :event)',
          ExpressionAttributeValues: { ':pk': PK, ':event': SK },
          ConsistentRead: true,
          Limit: PAGE_SIZE,
        },
        keptItem,
      );
      return items.map(({ event }) => event);
    },

    async forget(anonymousId, messageId) {
      const Key = { ...keys.anonymousEvent(anonymousId, messageId) };
      await table.client.send(new DeleteCommand({ TableName: table.name, Key }));
    },
  };
}
