import * as z from 'zod/mini';
import { epochSeconds } from '../kernel/clock.ts';
import type { ItemReader } from '../kernel/table/batches.ts';
import type { Table } from '../kernel/table/client.ts';
import { putNewItem } from '../kernel/table/items.ts';
import { keys } from '../kernel/table/keys.ts';

/** Longer than a platform tells an event again, or a message that follows from it is of use. */
const KEPT_DAYS = 400;
const DAY_MS = 86_400_000;

const toldItem = z.object({ occurredAt: z.string() });

/** When an event of the platform was told first: whoever tells it again, under another instant, hears the first. */
export const createToldEventStore =
  (table: Table, reader: ItemReader) =>
  async (memberId: string, eventId: string, occurredAt: string): Promise<string> => {
    const key = keys.toldEvent(memberId, eventId);
    const ttlEpochSeconds = epochSeconds(new Date(Date.parse(occurredAt) + KEPT_DAYS * DAY_MS));
    await putNewItem(table, { ...key, entityType: 'ToldEvent', occurredAt, ttlEpochSeconds });
    return (await reader.read(key, toldItem))?.occurredAt ?? occurredAt;
  };
