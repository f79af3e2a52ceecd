import type { Bus } from '../kernel/bus.ts';
import { DOMAIN_EVENT_SOURCE, type DomainEvent } from '../kernel/domain-event.ts';

/** Reads the domain event of an item, if the item has one to tell. */
export type ReadDomainEvent = (item: Readonly<Record<string, unknown>>) => DomainEvent | undefined;

/**
 * Publishes what new items tell. `readers` are by the items' `entityType`. Resolves to the positions of the items
 * whose event did not get on the bus: those, and whatever follows them, are to come again.
 */
export const createPublishDomainEvents =
  (bus: Bus, readers: Readonly<Record<string, ReadDomainEvent>>) =>
  async (items: readonly Readonly<Record<string, unknown>>[]): Promise<readonly number[]> => {
    const told = items.flatMap((item, position) => {
      const event = readers[String(item['entityType'])]?.(item);
      return event === undefined ? [] : [{ event, position }];
    });
    const entries = told.map(({ event: { name, ...detail } }) => ({ source: DOMAIN_EVENT_SOURCE, name, detail }));
    const failed = await bus.put(entries);
    return failed.flatMap((index) => told[index]?.position ?? []);
  };
