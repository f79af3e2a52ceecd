import type { Bus } from '../kernel/bus.ts';
import { DOMAIN_EVENT_SOURCE, type DomainEvent } from '../kernel/domain-event.ts';
import { CorruptItemError } from '../kernel/table/codec.ts';

type Item = Readonly<Record<string, unknown>>;

/** Reads the domain event of an item, if the item has one to tell. */
export type ReadDomainEvent = (item: Item) => DomainEvent | undefined;

/** Puts an item that can never be told aside, for a person. */
export type ParkItem = (item: Item, error: CorruptItemError) => Promise<void>;

interface Told {
  readonly event: DomainEvent;
  readonly position: number;
}

/**
 * Publishes what new items tell. `readers` are by the items' `entityType`. Resolves to the positions of the items
 * whose event did not get on the bus: those, and whatever follows them, are to come again. An item that can't be read
 * would come again for a day and hold up its shard, so it is parked at once.
 */
export const createPublishDomainEvents =
  (bus: Bus, readers: Readonly<Record<string, ReadDomainEvent>>, park: ParkItem) =>
  async (items: readonly Item[]): Promise<readonly number[]> => {
    const told: Told[] = [];
    for (const [position, item] of items.entries()) {
      try {
        const event = readers[String(item['entityType'])]?.(item);
        if (event !== undefined) told.push({ event, position });
      } catch (error) {
        if (!(error instanceof CorruptItemError)) throw error;
        await park(item, error);
      }
    }
    const entries = told.map(({ event: { name, ...detail } }) => ({ source: DOMAIN_EVENT_SOURCE, name, detail }));
    const failed = await bus.put(entries);
    return failed.flatMap((index) => told[index]?.position ?? []);
  };
