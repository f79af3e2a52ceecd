import { BusyError } from '../kernel/busy-error.ts';
import { dayOf } from '../kernel/calendar.ts';
import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { keys } from '../kernel/table/keys.ts';
import { createCreditOrder } from './earn-points.ts';
import { earnEntryId, reverseEntryId } from './entry-id.ts';
import { findEntry, findHolder, type Holder, isSameMember } from './find-holder.ts';
import { gatherLots } from './gather-lots.ts';
import type { ActiveLot, LedgerChange } from './ledger-change.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { Order, OrderClaim, OrderHead, Returns } from './order.ts';
import { addReturn, EARLY_RETURNS_MAX, type OrderReturn, type ReturnRefusal, spentBackOf } from './order-return.ts';
import { reversalEntry } from './order-reversal.ts';
import type { OrderStore } from './order-store.ts';
import { takeAndGive } from './reversal.ts';
import { refundSpent } from './spent-refund.ts';
import { moveTier, type TierRules } from './tier-move.ts';

const ATTEMPTS_MAX = 10;

export type ReverseRefusal =
  | ReturnRefusal
  | { readonly code: 'PAYLOAD_MISMATCH'; readonly expected: string; readonly given: string }
  | { readonly code: 'ORDER_OF_ANOTHER_MEMBER' }
  | { readonly code: 'TOO_MANY_RETURNS'; readonly expected: string };

export interface ReversalPorts {
  readonly orders: OrderStore;
  readonly ledger: LedgerStore;
  readonly clock: Clock;
}

export interface ReversalSettings extends TierRules {
  /** Points that a member may owe. */
  readonly debtMax: number;
}

/** What became of a return: booked, or kept until its order comes. */
export type ReverseOutcome = 'REVERSED' | 'WAITING';

/**
 * Takes back what a return takes back, once. A return that comes before its order waits for it; on the order's head the
 * two of them meet, whoever comes first.
 */
export const createReversePoints = (ports: ReversalPorts, settings: ReversalSettings) => {
  const { orders } = ports;
  const book = createBookReturn(ports, settings);
  return async (given: OrderReturn): Promise<Result<ReverseOutcome, ReverseRefusal>> => {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const head = await orders.head(given.orderId);
      if (head.claim !== undefined) return book(head.claim, given);
      if (head.earlyCount >= EARLY_RETURNS_MAX) {
        return refuse({
          code: 'TOO_MANY_RETURNS',
          expected: `at most ${EARLY_RETURNS_MAX} returns before their order`,
        });
      }
      const kept = await orders.keepEarly(head, given);
      if (kept === 'KEPT') return ok('WAITING');
      if (kept === 'KEPT_BEFORE') return sameAsBefore(await orders.earlyReturn(given), given);
    }
    throw new BusyError(`order ${given.orderId} changed ${ATTEMPTS_MAX} times in a row`);
  };
};

export type ReversePoints = ReturnType<typeof createReversePoints>;

/** The same return told twice waits once. */
function sameAsBefore(before: OrderReturn | undefined, given: OrderReturn): Result<ReverseOutcome, ReverseRefusal> {
  if (before === undefined || before.causeHash === given.causeHash) return ok('WAITING');
  return refuse({ code: 'PAYLOAD_MISMATCH', expected: before.causeHash, given: given.causeHash });
}

const createBookReturn = ({ orders, ledger, clock }: ReversalPorts, settings: ReversalSettings) => {
  const credit = createCreditOrder({ orders, ledger, clock }, settings);
  return async (claim: OrderClaim, given: OrderReturn): Promise<Result<ReverseOutcome, ReverseRefusal>> => {
    const { orderId, memberId } = given;
    if (memberId !== undefined && !(await isSameMember(ledger, claim.memberId, memberId))) {
      return refuse({ code: 'ORDER_OF_ANOTHER_MEMBER' });
    }
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const [head, order, holder] = await Promise.all([
        orders.head(orderId),
        orders.order(claim.memberId, orderId),
        findHolder(ledger, claim.memberId),
      ]);
      // Claimed, and not kept yet: whoever tells the order is in the middle of it.
      if (order === undefined) throw new BusyError(`order ${orderId} is being kept`);
      const before = await findEntry(ledger, holder.ids, reverseEntryId(orderId, given.refundId));
      if (before !== undefined) return sameCause(before, given);
      if ((await findEntry(ledger, holder.ids, earnEntryId(orderId))) === undefined) await credit(order, claim);
      const returns = addReturn(order, head.returns, given, settings.timeZone);
      if (!returns.ok) return returns;
      const now = clock();
      const planned = await planReversal(
        ledger,
        { order, claim: head.claim ?? claim, head, holder, returns: returns.value, given },
        settings,
        now,
      );
      const { holderId: holding, account } = holder;
      const change = moveTier(planned, { memberId: holding, account, decision: 'LOWER' }, settings, now);
      const answer = await ledger.commit(change);
      if (answer === 'COMMITTED') return ok('REVERSED');
    }
    throw new BusyError(`order ${orderId} changed ${ATTEMPTS_MAX} times in a row`);
  };
};

interface Reversal {
  readonly order: Order;
  readonly claim: OrderClaim;
  readonly head: OrderHead;
  readonly holder: Holder;
  readonly returns: Returns;
  readonly given: OrderReturn;
}

async function planReversal(
  ledger: LedgerStore,
  { order, claim, head, holder, returns, given }: Reversal,
  { debtMax, timeZone }: ReversalSettings,
  recordedAt: Date,
): Promise<LedgerChange> {
  const { holderId, account } = holder;
  const { orderId, expiryDay } = order;
  const points = returns.points - head.returns.points;
  const back = head.spent === undefined ? 0 : spentBackOf(order, returns, head.spent.points);
  const { refundId, returnedAt: occurredAt } = given;
  const refund = refundSpent({ head, back, holder, refundId, occurredAt, timeZone }, recordedAt);
  const today = dayOf(recordedAt.getTime(), timeZone);
  const lotKey = keys.pendingLot(holderId, claim.releaseAt, orderId);
  const pendingLot = points > 0 ? await ledger.pendingLot(lotKey) : undefined;
  const fromActive = points - (pendingLot?.points ?? 0);
  const gathered = fromActive > 0 ? await gatherLots(ledger, holder, fromActive, today) : [];
  const activeLots = fromActive > 0 ? await withOwnLot(ledger, holderId, expiryDay, gathered) : [];
  const taken = takeAndGive(points, expiryDay, { account, pendingLot, activeLots }, refund, debtMax);
  const isWholeNow = returns.isWhole && !head.returns.isWhole;
  const reversal = reversalEntry({ order, claim, before: head.returns, after: returns, given }, taken, {
    holderId,
    timeZone,
    recordedAt,
  });
  const next = { ...head, returns, ...(refund === undefined ? {} : { spentBack: back }) };
  return {
    // The return is the cause: its own entry comes first.
    entries: [reversal, ...(refund === undefined ? [] : [refund.entry])],
    lots: taken.lots,
    gainer: account,
    head: { previous: head, next },
    ...(isWholeNow ? { purchase: { memberId: claim.memberId, day: claim.paidDay, orders: 0, returned: 1 } } : {}),
    debtMax,
  };
}

/** The order's own lot goes first; of a member of many days it may lie beyond those that expire soonest. */
async function withOwnLot(
  ledger: Pick<LedgerStore, 'activeLot'>,
  holderId: string,
  expiryDay: string,
  lots: readonly ActiveLot[],
): Promise<readonly ActiveLot[]> {
  if (lots.some((lot) => lot.expiryDay === expiryDay)) return lots;
  const own = await ledger.activeLot(keys.activeLot(holderId, expiryDay));
  return own === undefined ? lots : [own, ...lots];
}

function sameCause(
  before: { readonly causeHash?: string | undefined; readonly reason?: string | undefined },
  given: OrderReturn,
): Result<ReverseOutcome, ReverseRefusal> {
  // Told of goods by one event and of money by another, under one id: one return.
  if (before.causeHash === given.causeHash || before.reason !== given.event) return ok('REVERSED');
  return refuse({ code: 'PAYLOAD_MISMATCH', expected: before.causeHash ?? 'an entry', given: given.causeHash });
}
