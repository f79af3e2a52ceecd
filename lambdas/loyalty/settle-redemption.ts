import { BusyError } from '../kernel/busy-error.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import type { ItemKey } from '../kernel/table/keys.ts';
import { cancelEntryId, redemptionIdOf, spendEntryOf } from './entry-id.ts';
import { findEntry, findHolder, type Holder } from './find-holder.ts';
import type { HeldSpend, LedgerChange } from './ledger-change.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { OrderHead } from './order.ts';
import { spentBackOf } from './order-return.ts';
import type { OrderStore } from './order-store.ts';
import { extendShares, giveBack, lotsOfShares, rewardLimit, sharesToReturn } from './redemption.ts';
import { refundSpent } from './spent-refund.ts';

const ATTEMPTS_MAX = 10;

interface RedemptionUnknown {
  readonly code: 'REDEMPTION_UNKNOWN';
  readonly given: string;
}

export type CommitRefusal =
  | RedemptionUnknown
  | {
      readonly code: 'REDEMPTION_CANCELLED' | 'REDEMPTION_EXPIRED' | 'ORDER_HAS_REDEMPTION' | 'ORDER_OF_ANOTHER_MEMBER';
    };

export type CancelRefusal = RedemptionUnknown | { readonly code: 'REDEMPTION_COMMITTED' };

export interface Settlement {
  readonly memberId: string;
  readonly redemptionId: string;
  readonly status: 'COMMITTED' | 'CANCELLED';
  readonly points: number;
}

export interface SettlementPorts {
  readonly ledger: LedgerStore;
  readonly orders: OrderStore;
  readonly clock: Clock;
  readonly timeZone: string;
}

/** A redemption as it stands: held while `hold` is there, given back if `cancelled` is, else committed. */
interface Standing {
  readonly holder: Holder;
  readonly spent: LedgerEntry;
  readonly hold: HeldSpend | undefined;
  readonly cancelled: LedgerEntry | undefined;
}

async function standingOf(ledger: LedgerStore, memberId: string, redemptionId: string): Promise<Standing | undefined> {
  const holder = await findHolder(ledger, memberId);
  const spent = await findEntry(ledger, holder.ids, spendEntryOf(redemptionId));
  if (spent === undefined) return undefined;
  const heldUntil = await ledger.heldUntil(spent.memberId, spent.entryId);
  // Read after the hold: a hold that is gone has been settled, and then this says how.
  const cancelled = await findEntry(ledger, holder.ids, cancelEntryId(redemptionId));
  const hold = heldUntil === undefined ? undefined : { memberId: spent.memberId, entryId: spent.entryId, heldUntil };
  return { holder, spent, hold, cancelled };
}

/** The order has been paid: what was held is spent for good. Asked again it answers alike. */
export const createCommitRedemption =
  ({ ledger, orders, clock, timeZone }: SettlementPorts) =>
  async (memberId: string, redemptionId: string): Promise<Result<Settlement, CommitRefusal>> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const standing = await standingOf(ledger, memberId, redemptionId);
      if (standing?.spent.redemption?.kind !== 'order')
        return refuse({ code: 'REDEMPTION_UNKNOWN', given: redemptionId });
      const { holder, spent, hold, cancelled } = standing;
      if (cancelled !== undefined) return refuse({ code: 'REDEMPTION_CANCELLED' });
      if (hold === undefined) return ok(settlementOf(holder, redemptionId, 'COMMITTED', spent));
      const now = clock();
      if (hold.heldUntil <= now.toISOString()) return refuse({ code: 'REDEMPTION_EXPIRED' });
      const head = await orders.head(spent.orderId ?? '');
      const refusal = head.spent !== undefined ? 'ORDER_HAS_REDEMPTION' : await foreign(ledger, head, holder);
      if (refusal !== undefined) return refuse({ code: refusal });
      const next: OrderHead = {
        ...head,
        spent: { points: spent.deltas.spent ?? 0, allocation: spent.allocation ?? [], redemptionId },
      };
      const change = await withRefund(orders, { holder, head, next, hold, timeZone, now });
      if ((await ledger.commit(change)) === 'COMMITTED')
        return ok(settlementOf(holder, redemptionId, 'COMMITTED', spent));
    }
    throw new BusyError(`redemption ${redemptionId} changed ${ATTEMPTS_MAX} times in a row`);
  };

export type CommitRedemption = ReturnType<typeof createCommitRedemption>;

async function foreign(
  ledger: LedgerStore,
  { claim }: OrderHead,
  { holderId }: Holder,
): Promise<'ORDER_OF_ANOTHER_MEMBER' | undefined> {
  if (claim === undefined) return undefined;
  const owner = await findHolder(ledger, claim.memberId);
  return owner.holderId === holderId ? undefined : 'ORDER_OF_ANOTHER_MEMBER';
}

interface Commitment {
  readonly holder: Holder;
  readonly head: OrderHead;
  readonly next: OrderHead;
  readonly hold: HeldSpend;
  readonly timeZone: string;
  readonly now: Date;
}

/** Of an order of which something came back before it was told how it was paid, that part is given back at once. */
async function withRefund(orders: OrderStore, commitment: Commitment): Promise<LedgerChange> {
  const { holder, head, next, hold, timeZone, now } = commitment;
  const order = head.claim === undefined ? undefined : await orders.order(head.claim.memberId, head.orderId);
  const back =
    order === undefined || next.spent === undefined ? 0 : spentBackOf(order, head.returns, next.spent.points);
  const refund = refundSpent(
    { head: next, back, holder, refundId: 'commit', occurredAt: now.toISOString(), timeZone },
    now,
  );
  const heads = { previous: head, next: { ...next, ...(back > 0 ? { spentBack: back } : {}) } };
  if (refund === undefined) return { entries: [], lots: [], head: heads, hold };
  const { entry, shares } = refund;
  const lots = lotsOfShares(holder.holderId, shares);
  return { entries: [entry], lots, gainer: holder.account, head: heads, hold };
}

/** The order will not be paid, or the reward is not wanted: the points are given back. */
export const createCancelRedemption =
  ({ ledger, clock, timeZone }: Omit<SettlementPorts, 'orders'>) =>
  async (memberId: string, redemptionId: string): Promise<Result<Settlement, CancelRefusal>> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const standing = await standingOf(ledger, memberId, redemptionId);
      if (standing === undefined) return refuse({ code: 'REDEMPTION_UNKNOWN', given: redemptionId });
      const { holder, spent, hold, cancelled } = standing;
      if (cancelled !== undefined) return ok(settlementOf(holder, redemptionId, 'CANCELLED', spent));
      if (hold === undefined && spent.redemption?.kind === 'order') return refuse({ code: 'REDEMPTION_COMMITTED' });
      const change = cancel({ holder, spent, hold, redemptionId, timeZone }, clock());
      if ((await ledger.commit(change)) === 'COMMITTED')
        return ok(settlementOf(holder, redemptionId, 'CANCELLED', spent));
    }
    throw new BusyError(`redemption ${redemptionId} changed ${ATTEMPTS_MAX} times in a row`);
  };

export type CancelRedemption = ReturnType<typeof createCancelRedemption>;

/** Gives back what is held by an entry whose hold has ended. Nothing held there any more: it was settled in time. */
export const createEndHold = (ports: Omit<SettlementPorts, 'orders'>) => {
  const cancel = createCancelRedemption(ports);
  return async (memberId: string, { SK }: ItemKey): Promise<void> => {
    const redemptionId = redemptionIdOf(SK.slice(SK.indexOf('#') + 1));
    // A refusal says that it was committed meanwhile: then nothing is to be given back.
    await cancel(memberId, redemptionId);
  };
};

interface Cancellation {
  readonly holder: Holder;
  readonly spent: LedgerEntry;
  /** Of points for an order. */
  readonly hold: HeldSpend | undefined;
  readonly redemptionId: string;
  readonly timeZone: string;
}

/** What was held comes back with its original expiry, even if that has come: a hold makes no points last longer. */
function cancel({ holder, spent, hold, redemptionId, timeZone }: Cancellation, now: Date): LedgerChange {
  const { holderId, account } = holder;
  const points = spent.deltas.spent ?? 0;
  const all = sharesToReturn(spent.allocation ?? [], 0, points);
  const returned = hold === undefined ? extendShares(all, dayOf(now.getTime(), timeZone)) : all;
  const { repaid, shares } = giveBack(returned, account);
  const left = points - repaid;
  const at = now.toISOString();
  const entry: LedgerEntry = {
    memberId: holderId,
    entryId: cancelEntryId(redemptionId),
    kind: 'REFUND_SPEND',
    deltas: {
      spent: -points,
      ...(left > 0 ? { active: left } : {}),
      ...(repaid > 0 ? { negative: repaid } : {}),
    },
    allocation: shares,
    reason: hold !== undefined && hold.heldUntil <= at ? 'EXPIRED' : 'CANCELLED',
    occurredAt: at,
    recordedAt: at,
  };
  const change = { entries: [entry], lots: lotsOfShares(holderId, shares), gainer: account };
  return { ...change, ...(hold === undefined ? putBack(spent, holderId, points) : { hold }) };
}

/** Of a reward: one more in stock, and one less that the member has had, under whichever id. */
function putBack({ redemption }: LedgerEntry, memberId: string, points: number): Pick<LedgerChange, 'reward' | 'cap'> {
  if (redemption?.kind !== 'reward') return {};
  const { rewardId, isLimited } = redemption;
  const cap = rewardLimit(memberId, rewardId, 0);
  return { reward: { rewardId, points, by: -1 }, ...(isLimited ? { cap: { ...cap, isUndone: true } } : {}) };
}

const settlementOf = (
  { holderId }: Holder,
  redemptionId: string,
  status: Settlement['status'],
  { deltas }: LedgerEntry,
): Settlement => ({ memberId: holderId, redemptionId, status, points: deltas.spent ?? 0 });
