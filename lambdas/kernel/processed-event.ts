import { type Clock, epochSeconds } from './clock.ts';
import type { Table } from './table/client.ts';
import { putNewItem } from './table/items.ts';
import { keys } from './table/keys.ts';

const KEPT_SECONDS = 30 * 86_400;

export interface ProcessedEvents {
  /** True for the first call with an event's id, false for 30 days after. */
  claim(memberId: string, eventId: string): Promise<boolean>;
}

/**
 * The events that a consumer has handled; only for effects that are not idempotent by nature. The claim comes before
 * the effect: a crash in between loses the effect, and a duplicate never doubles it.
 */
export function createProcessedEvents(table: Table, consumer: string, clock: Clock): ProcessedEvents {
  return {
    async claim(memberId, eventId) {
      const answer = await putNewItem(table, {
        ...keys.processedEvent(memberId, consumer, eventId),
        entityType: 'ProcessedEvent',
        ttlEpochSeconds: epochSeconds(clock()) + KEPT_SECONDS,
      });
      return answer === 'WRITTEN';
    },
  };
}
