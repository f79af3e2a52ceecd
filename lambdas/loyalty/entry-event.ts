import type { DomainEvent } from '../kernel/domain-event.ts';
import { decodeItem } from '../kernel/table/codec.ts';
import { entryItem } from './entry-item.ts';
import type { LedgerEntry } from './ledger-entry.ts';

/** The event that tells of an entry and how many points it tells of, by the entry's kind; others tell nobody. */
function tell({ kind, deltas, uncovered = 0 }: Pick<LedgerEntry, 'kind' | 'deltas' | 'uncovered'>) {
  const { lifetimeEarned = 0, active = 0, negative = 0, spent = 0, expired = 0 } = deltas;
  switch (kind) {
    case 'EARN_PENDING':
      return { name: 'PointsEarned', points: lifetimeEarned };
    case 'RELEASE':
      return { name: 'PointsReleased', points: active };
    case 'REVERSE_EARN':
      return { name: 'PointsReversed', points: -lifetimeEarned - uncovered };
    case 'SPEND':
      return { name: 'PointsSpent', points: spent };
    case 'REFUND_SPEND':
      return { name: 'PointsRefunded', points: -spent };
    case 'EXPIRE':
      return { name: 'PointsExpired', points: expired };
    case 'REINSTATE':
      return { name: 'PointsReinstated', points: -expired };
    case 'ADJUST':
      return { name: 'PointsAdjusted', points: active + negative };
    default:
      return undefined;
  }
}

/**
 * The domain event of a ledger entry's item; an entry that moves no points has none. `points` is what was earned,
 * released or taken back, above zero; of an adjustment it may be below.
 */
export function readEntryEvent(item: Readonly<Record<string, unknown>>): DomainEvent | undefined {
  const { memberId, entryId, kind, deltas, uncovered, orderId, redemption, action, occurredAt } = decodeItem(
    entryItem,
    item,
  );
  const told = tell({ kind, deltas, ...(uncovered === undefined ? {} : { uncovered }) });
  if (told === undefined || told.points === 0) return undefined;
  // Encoded, so that no slash in a member's id makes two entries one event.
  const id = `${encodeURIComponent(memberId)}/${entryId}`;
  const data = {
    memberId,
    entryId,
    ...(orderId === undefined ? {} : { orderId }),
    ...(redemption?.kind === 'reward' ? { rewardId: redemption.rewardId } : {}),
    ...(action === undefined ? {} : { action }),
    points: told.points,
  };
  return { name: told.name, version: 1, id, occurredAt, data };
}
