import type { Notice } from '../kernel/notice.ts';
import type { Account } from './balance.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { PendingLot } from './lot.ts';
import type { OrderHead } from './order.ts';
import type { Qualifying } from './qualifying.ts';
import type { Standing } from './tier.ts';
import type { TierEffect, TierTrial } from './tier-trial.ts';

/** Points that can be spent until a day, of all causes together. */
export interface ActiveLot {
  readonly memberId: string;
  /** A programme-zone date, or `never`. */
  readonly expiryDay: string;
  readonly points: number;
  /** The policy that it was dated by, by name; absent, the one that holds when it is opened. */
  readonly policy?: string | undefined;
}

/** An active lot as it is kept. */
export interface KeptLot extends ActiveLot {
  /** The entry that opened it: emptied and opened again it is another lot. */
  readonly openedBy: string;
}

/** What becomes of a lot. A lot that is taken from has to be as it was read. */
export type LotChange =
  | { readonly kind: 'ADD_PENDING'; readonly lot: PendingLot }
  | { readonly kind: 'TAKE_PENDING'; readonly lot: PendingLot; readonly points: number }
  | { readonly kind: 'ADD_ACTIVE'; readonly lot: ActiveLot }
  | { readonly kind: 'TAKE_ACTIVE'; readonly lot: ActiveLot; readonly points: number }
  /** Dated by another policy, if the lot is as it was read. */
  | {
      readonly kind: 'DATE_PENDING';
      readonly lot: PendingLot;
      readonly expiryDay: string;
      readonly policy: string;
    }
  | { readonly kind: 'DATE_ACTIVE'; readonly lot: ActiveLot; readonly policy: string }
  /** More into a lot that has to be as it was read. */
  | { readonly kind: 'GROW_ACTIVE'; readonly lot: ActiveLot; readonly points: number };

/** A limit on how often something earns: the write takes one of it, or fails. */
export interface CapUse {
  readonly memberId: string;
  readonly action: string;
  /** A period of the programme's calendar, such as `2026-11`. */
  readonly period: string;
  readonly timesMax: number;
  /** ISO-8601 in UTC: after that nobody asks. */
  readonly endsAt: string;
  /** Takes one off it: what it was counted for is no more. */
  readonly isUndone?: boolean;
}

/** One of a reward that is given out at the price that was read, or put back. */
export interface RewardUse {
  readonly rewardId: string;
  readonly points: number;
  readonly by: 1 | -1;
}

/** Points that are held for an order that is being paid. */
export interface HeldSpend {
  readonly memberId: string;
  readonly entryId: string;
  /** ISO-8601 in UTC. */
  readonly heldUntil: string;
}

/** A request of the API whose answer is kept with its effect, so that sent again it is answered alike. */
export interface AnsweredRequest {
  readonly route: string;
  readonly key: string;
  readonly requestHash: string;
  readonly answer: unknown;
}

/** What an operator did. */
export interface AuditRecord {
  readonly keyId: string;
  readonly action: string;
  readonly memberId: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What an operation does to the orders that a member paid for on a day. */
export interface Purchase {
  /** Who bought, whoever holds the points by now: figures by month keep the ids that bought. */
  readonly memberId: string;
  /** A programme-zone date. */
  readonly day: string;
  readonly orders: number;
  /** Orders that came back whole. */
  readonly returned: number;
}

/** One business operation on the ledger: all of it is written, or nothing. */
export interface LedgerChange {
  /** Entries of one member or, in a merge, of two; together with the balances they make. */
  readonly entries: readonly LedgerEntry[];
  readonly lots: readonly LotChange[];
  /** The order's head, if it is as it was read. */
  readonly head?: { readonly previous: OrderHead; readonly next: OrderHead };
  readonly purchase?: Purchase;
  readonly cap?: CapUse;
  readonly reward?: RewardUse;
  /** Points that are held no more; whoever ends a hold first decides. */
  readonly hold?: HeldSpend;
  readonly notices?: readonly Notice[];
  /** Of the member who gains active lots, as it was read: it has to be looked at in time for their expiry. */
  readonly gainer?: Account;
  /** What was due in an account is done, if the account is as it was read; when it is due again. */
  readonly review?: {
    readonly memberId: string;
    readonly account: Account;
    readonly dueAt: string | undefined;
    /** Where inactivity has begun to count from now on. */
    readonly inactiveDay?: string;
  };
  /** What counts for the tier of a member after it, the tier and its trials, if the account is as it was read. */
  readonly tiering?: {
    readonly memberId: string;
    readonly account: Account;
    readonly qualifying: Qualifying;
    readonly standing: Standing | undefined;
    readonly trials?: readonly TierTrial[] | undefined;
  };
  readonly effects?: readonly TierEffect[];
  /** What the member may owe at most after it, in points. */
  readonly debtMax?: number;
  readonly request?: AnsweredRequest;
  readonly audit?: AuditRecord;
  /** Closes the first entry's account, if it is as it was read: it was merged into another member. */
  readonly closing?: { readonly forwardTo: string; readonly account: Account };
}

/** `RECORDED_BEFORE`: the cause had its effect. `CHANGED_MEANWHILE`: read again, decide again. */
export type CommitAnswer = 'COMMITTED' | 'RECORDED_BEFORE' | 'REQUEST_SEEN' | 'CAP_REACHED' | 'CHANGED_MEANWHILE';
