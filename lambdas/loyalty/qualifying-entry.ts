import { dayOf } from '../kernel/calendar.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { addQualifying, type Qualifying } from './qualifying.ts';

/** What an entry says of days, by programme-zone date: an order's of the day it was paid, an action's of its own. */
export function qualifyingOf(entry: LedgerEntry, timeZone: string): Qualifying {
  if (entry.movedDays !== undefined) return entry.movedDays;
  const { kind, deltas, sums = {}, pieces, orderDay, occurredAt } = entry;
  if (kind !== 'EARN_PENDING' && kind !== 'REVERSE_EARN') return {};
  const day = {
    spend: (sums.paidMinor ?? 0) - (sums.returnedMinor ?? 0) - (sums.pointsPaidMinor ?? 0),
    points: deltas.tierQualifying ?? 0,
    orders: (sums.orderCount ?? 0) - (sums.returnedOrderCount ?? 0),
    ...(pieces === undefined ? {} : { pieces }),
  };
  return addQualifying({}, { [orderDay ?? dayOf(Date.parse(occurredAt), timeZone)]: day });
}

/** What all entries of a member say of days, together. */
export const daysOf = (entries: readonly LedgerEntry[], memberId: string, timeZone: string): Qualifying =>
  entries
    .filter((entry) => entry.memberId === memberId)
    .reduce<Qualifying>((days, entry) => addQualifying(days, qualifyingOf(entry, timeZone)), {});
