import type { Bus } from '../kernel/bus.ts';
import { DOMAIN_EVENT_SOURCE, type DomainEvent } from '../kernel/domain-event.ts';
import { CorruptItemError } from '../kernel/table/codec.ts';

type Item = Readonly<Record<string, unknown>>;

/** Reads the domain events that an item has to tell. */
export type ReadDomainEvents = (item: Item) => readonly DomainEvent[];

/** Puts an item that can never be told aside, for a person. */
export type ParkItem = (item: Item, error: CorruptItemError) => Promise<void>;

interface Told {
  readonly event: DomainEvent;
  readonly position: number;
}

/**
 * Publishes what new items tell. `readers` are by the items' `entityType`. Resolves to the positions of the items
 * of which an event did not get on the bus: those, and whatever follows them, are to come again. An item that can't be read
 * would come again for a day and hold up its shard, so it is parked at once.
 */
export const createPublishDomainEvents =
  (bus: Bus, readers: Readonly<Record<string, ReadDomainEvents>>, park: ParkItem) =>
  async (items: readonly Item[]): Promise<readonly number[]> => {
    const told: Told[] = [];
    for (const [position, item] of items.entries()) {
      try {
        const events = readers[String(item['entityType'])]?.(item) ?? [];
        told.push(...events.map((event) => ({ event, position })));
      } catch (error) {
        if (!(error instanceof CorruptItemError)) throw error;
        await park(item, error);
      }
    }
    const entries = told.map(({ event: { name, ...detail } }) => ({ source: DOMAIN_EVENT_SOURCE, name, detail }));
    const failed = await bus.put(entries);
    return failed.flatMap((index) => told[index]?.position ?? []);
  };
