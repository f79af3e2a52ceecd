import * as z from 'zod/mini';
import type { DomainEvent } from '../kernel/domain-event.ts';
import { decodeItem } from '../kernel/table/codec.ts';
import type { EntryKind } from './ledger-entry.ts';

/** The event that tells of an entry, by the entry's kind; kinds without one tell nobody. */
const EVENT_NAMES: Readonly<Partial<Record<EntryKind, string>>> = {
  EARN_PENDING: 'PointsEarned',
  RELEASE: 'PointsReleased',
};

const recordedEntry = z.object({
  memberId: z.string(),
  entryId: z.string(),
  kind: z.string(),
  deltas: z.object({ lifetimeEarned: z.optional(z.int()), active: z.optional(z.int()) }),
  orderId: z.string(),
  occurredAt: z.iso.datetime(),
});

/** The domain event of a ledger entry's item. `points` is what was earned or released, above zero or zero. */
export function readEntryEvent(item: Readonly<Record<string, unknown>>): DomainEvent | undefined {
  const { memberId, entryId, kind, deltas, orderId, occurredAt } = decodeItem(recordedEntry, item);
  const name = EVENT_NAMES[kind as EntryKind];
  if (name === undefined) return undefined;
  const points = (name === 'PointsEarned' ? deltas.lifetimeEarned : deltas.active) ?? 0;
  // Encoded, so that no slash in a member's id makes two entries one event.
  const id = `${encodeURIComponent(memberId)}/${entryId}`;
  return { name, version: 1, id, occurredAt, data: { memberId, entryId, orderId, points } };
}
