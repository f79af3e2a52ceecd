import { CorruptItemError } from '../kernel/table/codec.ts';
import { recoveryCounts, ticketCounts } from './care-counts.ts';
import type { Counts } from './counts.ts';
import { effectCounts } from './effect-counts.ts';
import { entryCounts } from './entry-counts.ts';
import { lossCounts, runCounts, stageChangeCounts, watchCounts } from './lifecycle-counts.ts';
import { lotCounts } from './lot-counts.ts';
import { creditCounts, messageCounts } from './message-counts.ts';
import { profileCounts } from './profile-counts.ts';
import { accountCounts, purchaseCounts } from './purchase-counts.ts';
import { suggestionCounts } from './suggestion-counts.ts';
import { invitationCounts } from './survey-counts.ts';

type Item = Readonly<Record<string, unknown>>;

const COUNTED: Readonly<Record<string, (item: Item, timeZone: string) => Counts>> = {
  Profile: profileCounts,
  PurchaseYear: purchaseCounts,
  Points: accountCounts,
  LedgerEntry: entryCounts,
  PendingLot: lotCounts('pending'),
  ActiveLot: lotCounts('active'),
  TierEffect: effectCounts,
  Message: messageCounts,
  OrderCredit: creditCounts,
  Watch: watchCounts,
  StageChange: stageChangeCounts,
  LossNode: lossCounts,
  Run: runCounts,
  Ticket: ticketCounts,
  Recovery: recoveryCounts,
  SurveyInvitation: invitationCounts,
  Suggestion: suggestionCounts,
};

/** Types of items that count for something; the stream's filter lets in these. */
export const COUNTED_TYPES = Object.keys(COUNTED);

/** Hears of an item that is not what its type says. It counts for nothing, rather than hold up all that follows it. */
export type OnUnreadable = (error: CorruptItemError) => void;

const NOTHING: Counts = new Map();

/**
 * What an item counts for, in the programme's zone; one that is not there, or of another type, for nothing. Every
 * counter is the sum of this over all items, and there is no other rule: so counters can be proven by the items.
 */
export function itemCounts(item: Item | undefined, timeZone: string, onUnreadable: OnUnreadable): Counts {
  const type = String(item?.['entityType']);
  const count = Object.hasOwn(COUNTED, type) ? COUNTED[type] : undefined;
  if (item === undefined || count === undefined) return NOTHING;
  try {
    return count(item, timeZone);
  } catch (error) {
    if (!(error instanceof CorruptItemError)) throw error;
    onUnreadable(error);
    return NOTHING;
  }
}
