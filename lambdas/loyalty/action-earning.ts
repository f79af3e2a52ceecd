import { contentHash } from '../kernel/ids.ts';
import type { PlatformEvent } from '../kernel/platform-event.ts';
import { type Account, repayFirst } from './balance.ts';
import { type CapPeriod, capAt } from './cap.ts';
import { actionEntryId, actionReleaseEntryId } from './entry-id.ts';
import type { LedgerChange } from './ledger-change.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { calculateExpiryDay, type ExpiryPolicy } from './lot.ts';

/** What the programme gives for something that a member does. */
export interface ActionRule {
  readonly points: number;
  readonly cap?: { readonly times: number; readonly per: CapPeriod } | undefined;
  /** The property that tells occasions apart; without it each event is one. */
  readonly oncePer?: string | undefined;
  /** Given without the member having done anything: counts for no tier, and keeps no points alive. */
  readonly isGift?: boolean | undefined;
}

export interface ActionSettings {
  readonly timeZone: string;
  readonly expiry: ExpiryPolicy;
}

/** One occasion of an action. */
export interface MemberAction {
  readonly memberId: string;
  readonly action: string;
  readonly occasion: string;
  /** ISO-8601 in UTC. */
  readonly occurredAt: string;
  readonly isBackfill: boolean;
  readonly causeHash: string;
}

/** Reads an event that earns. An occasion is what the rule names, such as a product; else the event itself. */
export function readAction(memberId: string, event: PlatformEvent, rule: ActionRule): MemberAction {
  const { event: action, facts, messageId, timestamp, isBackfill } = event;
  const named = rule.oncePer === undefined ? undefined : facts[rule.oncePer];
  const isNamed = typeof named === 'string' || typeof named === 'number';
  return {
    memberId,
    action,
    occasion: isNamed ? `${rule.oncePer} ${named}` : `message ${messageId}`,
    occurredAt: timestamp,
    isBackfill: isBackfill === true,
    // Of a named occasion many events may tell; of an event only itself.
    causeHash: contentHash(isNamed ? { action, named } : { action, facts }),
  };
}

/** Why an action gives nothing; decided once, and kept. */
export type NothingEarned = 'CAP_REACHED' | 'BACKFILL';

/** What an action earns, spendable at once: it is earned and released in one step, and what the member owes is repaid first. */
export function earnByAction(
  given: MemberAction,
  rule: ActionRule,
  account: Account,
  settings: ActionSettings,
  recordedAt: Date,
): LedgerChange {
  const { memberId, action, occasion, occurredAt } = given;
  const { points } = rule;
  const { repaid, left } = repayFirst(points, account.balance);
  const earned: LedgerEntry = {
    ...entryOf(given, recordedAt),
    deltas: { pending: points, lifetimeEarned: points, ...(rule.isGift ? {} : { tierQualifying: points }) },
  };
  const { causeHash: _, ...released } = entryOf(given, recordedAt);
  const expiryDay = calculateExpiryDay(Date.parse(occurredAt), settings.expiry, settings.timeZone);
  const cap =
    rule.cap === undefined ? undefined : capAt({ memberId, name: action, at: occurredAt }, rule.cap, settings.timeZone);
  return {
    entries: [
      earned,
      {
        ...released,
        entryId: actionReleaseEntryId(action, occasion),
        kind: 'RELEASE',
        deltas: {
          pending: -points,
          ...(left > 0 ? { active: left } : {}),
          ...(repaid > 0 ? { negative: repaid } : {}),
        },
      },
    ],
    lots: left > 0 ? [{ kind: 'ADD_ACTIVE', lot: { memberId, expiryDay, points: left } }] : [],
    gainer: account,
    ...(cap === undefined ? {} : { cap }),
  };
}

/** The entry that says why there are no points. */
export function earnNothing(given: MemberAction, reason: NothingEarned, recordedAt: Date): LedgerChange {
  return { entries: [{ ...entryOf(given, recordedAt), reason }], lots: [] };
}

function entryOf({ memberId, action, occasion, occurredAt, causeHash }: MemberAction, recordedAt: Date): LedgerEntry {
  return {
    memberId,
    entryId: actionEntryId(action, occasion),
    kind: 'EARN_PENDING',
    deltas: {},
    action,
    occurredAt,
    recordedAt: recordedAt.toISOString(),
    causeHash,
  };
}
