import type { DomainEvent } from '../kernel/domain-event.ts';
import { decodeItem } from '../kernel/table/codec.ts';
import { entryItem } from './entry-item.ts';
import type { LedgerEntry } from './ledger-entry.ts';

/** The event that tells of an entry and how many points it tells of, by the entry's kind; others tell nobody. */
function tell({ kind, deltas, uncovered = 0 }: LedgerEntry) {
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

const TIER_EVENTS = {
  REACHED: 'TierUpgraded',
  INHERITED: 'TierUpgraded',
  KEPT: 'TierRenewed',
  REVOKED: 'TierDowngraded',
} as const;

/** The domain events of a ledger entry's item: of its points, if it moves some, of the tier, if it moves that, and of its order. */
export function readEntryEvents(item: Readonly<Record<string, unknown>>): readonly DomainEvent[] {
  const entry = decodeItem(entryItem, item);
  return [pointsEvent(entry), tierEvent(entry), orderEvent(entry)].filter((event) => event !== undefined);
}

// Encoded, so that no slash in a member's id makes two entries one event.
const eventId = ({ memberId, entryId }: LedgerEntry): string => `${encodeURIComponent(memberId)}/${entryId}`;

/** `points` is what was earned, released or taken back, above zero; of an adjustment it may be below. */
function pointsEvent(entry: LedgerEntry): DomainEvent | undefined {
  const { memberId, entryId, orderId, redemption, action, occurredAt } = entry;
  const told = tell(entry);
  if (told === undefined || told.points === 0) return undefined;
  const data = {
    memberId,
    entryId,
    ...(orderId === undefined ? {} : { orderId }),
    ...(redemption?.kind === 'reward' ? { rewardId: redemption.rewardId } : {}),
    ...(action === undefined ? {} : { action }),
    points: told.points,
  };
  return { name: told.name, version: 1, id: eventId(entry), occurredAt, data };
}

/** `tier` is what the member has now and `from` what it was, null for none; `endsOn` a programme-zone date. */
function tierEvent(entry: LedgerEntry): DomainEvent | undefined {
  const { memberId, tier: move, orderId, recordedAt } = entry;
  if (move === undefined) return undefined;
  const { from, to: tier, endsOn } = move;
  const data = { memberId, tier, from, ...(endsOn && { endsOn }), ...(orderId && { orderId }) };
  return { name: TIER_EVENTS[move.cause], version: 1, id: `${eventId(entry)}/tier`, occurredAt: recordedAt, data };
}

/**
 * An order that was paid, or what came back of one, whether it was worth points or not. Amounts in minor units; `orderDay`
 * is the programme-zone date of the payment, and `isWhole` says that nothing of the order is left.
 */
export function orderEvent(entry: LedgerEntry): DomainEvent | undefined {
  const { memberId, entryId, kind, orderId, orderDay, sums = {}, occurredAt } = entry;
  if (orderId === undefined || orderDay === undefined) return undefined;
  const { paidMinor = 0, returnedMinor = 0, returnedOrderCount = 0 } = sums;
  const told = { version: 1, id: `${eventId(entry)}/order`, occurredAt };
  const data = { memberId, entryId, orderId, orderDay };
  if (kind === 'EARN_PENDING') return { name: 'OrderPaid', ...told, data: { ...data, paidMinor } };
  if (kind !== 'REVERSE_EARN') return undefined;
  return { name: 'OrderReturned', ...told, data: { ...data, returnedMinor, isWhole: returnedOrderCount > 0 } };
}
