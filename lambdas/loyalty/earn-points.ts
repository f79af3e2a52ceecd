import { BusyError } from '../kernel/busy-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { ok, type Result, refuse } from '../kernel/result.ts';
import { bonusOf, capsOf, type PayingTier, ruleCap } from './earning-rule.ts';
import { earnEntryId } from './entry-id.ts';
import { findEntry, findHolder, type Holder, isSameMember } from './find-holder.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { ClaimRefusal, Order, OrderClaim, OrderHead, PaidOrder } from './order.ts';
import {
  calculateOrderPoints,
  decideClaim,
  type EarningRefusal,
  type EarningSettings,
  orderEarning,
  orderOfClaim,
} from './order-earning.ts';
import type { OrderStore } from './order-store.ts';
import { levelOf } from './tier.ts';
import { moveTier, type TierRules } from './tier-move.ts';

const ATTEMPTS_MAX = 8;

export type EarnRefusal = EarningRefusal | ClaimRefusal;

/** An order that has been claimed, kept and credited, and whose points they are. */
export interface EarnedOrder {
  readonly head: OrderHead;
  readonly order: Order;
}

export interface EarningPorts {
  readonly orders: OrderStore;
  readonly ledger: LedgerStore;
  readonly clock: Clock;
}

/**
 * Credits a paid order, once. The order is claimed by its head, then kept as a fact, then credited in one transaction;
 * told again, or after a crash in between, it goes on where it is.
 */
export const createEarnPoints = (ports: EarningPorts, settings: EarningSettings) => {
  const { orders, ledger } = ports;
  const credit = createCreditOrder(ports, settings);
  return async (paid: PaidOrder): Promise<Result<EarnedOrder, EarnRefusal>> => {
    const claimed = await claimOrder(ports, paid, settings);
    if (!claimed.ok) return claimed;
    const { head, claim, isNew, holder } = claimed.value;
    const [kept, credited] = isNew
      ? []
      : await Promise.all([
          orders.order(claim.memberId, paid.orderId),
          ledger.entry(claim.memberId, earnEntryId(paid.orderId)),
        ]);
    const order = kept ?? orderOfClaim(paid, claim);
    if (kept === undefined) await orders.putOrder(order);
    if (credited === undefined) await credit(order, claim, isNew ? holder : undefined);
    return ok({ head, order });
  };
};

export type EarnPoints = ReturnType<typeof createEarnPoints>;

interface Claimed {
  readonly head: OrderHead;
  readonly claim: OrderClaim;
  readonly isNew: boolean;
  /** The account as it was when the order was claimed, if it was looked at. */
  readonly holder: Holder | undefined;
}

/** The first to tell of an order decides what it is; who comes later finds out whether it tells the same. */
async function claimOrder(
  { orders, ledger }: EarningPorts,
  paid: PaidOrder,
  settings: EarningSettings,
): Promise<Result<Claimed, EarnRefusal>> {
  const { memberId, orderId, causeHash } = paid;
  const { rules = [], timeZone } = settings;
  const usedUp = new Set<string>();
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const [head, payer] = await Promise.all([orders.head(orderId), payerOf(ledger, memberId, settings)]);
    const { claim, deliveredAt } = head;
    const { tier, holder } = payer;
    if (claim !== undefined) {
      if (!(await isSameMember(ledger, claim.memberId, memberId))) return refuse({ code: 'ORDER_OF_ANOTHER_MEMBER' });
      if (claim.causeHash === causeHash) return ok({ head, claim, isNew: false, holder });
      return refuse({ code: 'PAYLOAD_MISMATCH', expected: claim.causeHash, given: causeHash });
    }
    const bonus = bonusOf(
      paid,
      rules.filter(({ id }) => !usedUp.has(ruleCap(id))),
      timeZone,
      tier,
    );
    const points = calculateOrderPoints(paid, settings, bonus.multipliers);
    if (!points.ok) return points;
    const decided = decideClaim(paid, points.value, bonus, { deliveredAt, tier: tier.id }, settings);
    const next: OrderHead = { ...head, claim: decided };
    const saved = await orders.claim(
      head,
      next,
      paid.isBackfill ? [] : capsOf(bonus, { ...paid, memberId: holder?.holderId ?? memberId }, timeZone),
    );
    if (typeof saved === 'object') for (const name of saved.capsReached) usedUp.add(name);
    if (saved === 'SAVED') {
      return ok({ head: { ...next, version: head.version + 1 }, claim: decided, isNew: true, holder });
    }
  }
  throw new BusyError(`order ${orderId} changed ${ATTEMPTS_MAX} times in a row`);
}

/** Whose limits an order counts against, and the tier while paying. Where the programme has neither nothing is read. */
async function payerOf(
  ledger: Pick<LedgerStore, 'account'>,
  memberId: string,
  { tiers, rules = [] }: EarningSettings,
): Promise<{ readonly holder: Holder | undefined; readonly tier: PayingTier }> {
  if (tiers === undefined && rules.every(({ cap }) => cap === undefined)) {
    return { holder: undefined, tier: { multiplier: 1 } };
  }
  const holder = await findHolder(ledger, memberId);
  const level = levelOf(holder.account.standing, tiers?.levels ?? []);
  return { holder, tier: { id: level?.id, multiplier: level?.benefits.pointsMultiplier ?? 1 } };
}

/**
 * Books what a kept order earned, unless it is booked. Without tiers nothing has to be read for it: the balance is only
 * added to. With them the account has to be as it was read, so that no two orders cross a line together unseen.
 * @param read the account as it was read lately: if somebody wrote it since, it is read again
 */
export const createCreditOrder =
  ({ ledger, clock }: EarningPorts, rules: TierRules) =>
  async (order: Order, claim: OrderClaim, read?: Holder): Promise<void> => {
    let holder = rules.tiers === undefined ? undefined : (read ?? (await findHolder(ledger, order.memberId)));
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      if (holder !== undefined && (await isBooked(ledger, holder, order.orderId))) return;
      const now = clock();
      const holderId = holder?.holderId ?? order.memberId;
      const { entry, lot } = orderEarning(order, claim, holderId, now);
      const lots = lot.points > 0 ? [{ kind: 'ADD_PENDING', lot } as const] : [];
      const purchase = { memberId: order.memberId, day: claim.paidDay, orders: 1, returned: 0 };
      const change = { entries: [entry], lots, purchase };
      const decision = claim.isBackfill === true ? 'COUNT' : 'RAISE';
      const subject = holder && ({ memberId: holderId, account: holder.account, decision } as const);
      const answer = await ledger.commit(subject === undefined ? change : moveTier(change, subject, rules, now));
      if (answer !== 'CHANGED_MEANWHILE') return;
      holder = await findHolder(ledger, order.memberId);
    }
    throw new BusyError(`the account of member ${order.memberId} changed ${ATTEMPTS_MAX} times in a row`);
  };

/** An account that was merged into another may have taken in the order before. */
const isBooked = async (ledger: Pick<LedgerStore, 'entry'>, { ids }: Holder, orderId: string): Promise<boolean> =>
  ids.length > 1 && (await findEntry(ledger, ids, earnEntryId(orderId))) !== undefined;
