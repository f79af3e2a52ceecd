import * as z from 'zod/mini';
import { epochSeconds } from '../kernel/clock.ts';
import { contentHash } from '../kernel/ids.ts';
import type { PlatformEvent } from '../kernel/platform-event.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { putNewItem } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';

/** A year and a month, so that a year can be compared with the one before. */
const KEPT_SECONDS = 400 * 86_400;

/** Events that the product does not know: kept for what the shop makes of them, each as an item that can be counted. */
export interface KeptEventStore {
  /** Keeps an event. The same id with other content is a mismatch, and what was kept first stays. */
  keep(memberId: string, event: PlatformEvent): Promise<'KEPT' | 'MISMATCH'>;
}

const keptItem = z.object({ contentHash: z.string() });

export function createKeptEventStore(table: Table, reader: ItemReader): KeptEventStore {
  return {
    async keep(memberId, { type, event, messageId, timestamp, receivedAt, facts }) {
      const key = keys.keptEvent(memberId, messageId);
      const hash = contentHash({ type, event, facts });
      // Not by the batch: of two that come at once with other content, one has to find the other.
      const put = await putNewItem(table, {
        ...key,
        entityType: 'KeptEvent',
        memberId,
        event,
        occurredAt: timestamp,
        facts,
        contentHash: hash,
        ttlEpochSeconds: epochSeconds(new Date(receivedAt)) + KEPT_SECONDS,
      });
      if (put === 'WRITTEN') return 'KEPT';
      const known = await reader.read(key, keptItem);
      return known === undefined || known.contentHash === hash ? 'KEPT' : 'MISMATCH';
    },
  };
}
